#pragma once
// control::CommandStore in the tables commands, command_steps and actuators.

#include "control/command_store.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

control::CommandStore& command_store(Transaction&);

}  // namespace cunkou::sql
