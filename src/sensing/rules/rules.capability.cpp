#include "sensing/rules/rules.capability.hpp"

#include "sensing/rules/rule.hpp"

namespace cunkou::rules {

capability::Manifest manifest() {
  return {.name = "rules",
          .word_columns = {{"rule_states", "phase", "thing", sql::parses<parse_phase>},
                           {"rule_overrides", "severity", "thing", sql::parses<parse_severity>}}};
}

}  // namespace cunkou::rules
