#pragma once
// control::AlarmStore in the tables alarms and alarm_steps.

#include "control/alarm_store.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

control::AlarmStore& alarm_store(Transaction&);

}  // namespace cunkou::sql
