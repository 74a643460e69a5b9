#pragma once
// control::RuleStore in the tables rule_states, rule_overrides and greenhouse_settings.

#include "control/rule_store.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

// greenhouses() joins the Thing's planting, its place's position and its household's quiet hours with the
// settings.
control::RuleStore& rule_store(Transaction&);

}  // namespace cunkou::sql
