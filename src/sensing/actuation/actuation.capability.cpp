#include "sensing/actuation/actuation.capability.hpp"

#include "sensing/actuation/actuator_state.hpp"
#include "sensing/actuation/command.hpp"

namespace cunkou::actuation {
namespace {

bool is_motion(std::string_view word) { return word == name(parse_motion(word)); }

}  // namespace

capability::Manifest manifest() {
  return {.name = "actuation",
          .word_columns = {{"commands", "action", "id", sql::parses<parse_action>},
                           {"commands", "state", "id", sql::parses<parse_command_state>},
                           {"command_changes", "state", "command", sql::parses<parse_command_state>},
                           {"actuators", "motion", "thing", is_motion}}};
}

}  // namespace cunkou::actuation
