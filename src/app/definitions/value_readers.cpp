#include "app/definitions/readers.hpp"

namespace cunkou::app::definitions {

Label label(const YAML::Node& node) {
  Label l;
  each_key(node, "a text", {{"zh", into(l.zh, text, true)}, {"en", into(l.en, text, true)}});
  return l;
}

devices::ActuatorKind actuator_kind(const YAML::Node& node) {
  using enum devices::ActuatorKind;
  for (auto kind : {vent, roller_shutter, fan, heater, valve})
    if (name(kind) == text(node)) return kind;
  refuse(node, "\"" + text(node) + "\": choose among vent, roller_shutter, fan, heater, valve");
}

agronomy::Period period(const YAML::Node& node) {
  return word(node, agronomy::parse_period(text(node)),
              "always, day, night, morning, afternoon, evening, late_night");
}

rules::Severity severity(const YAML::Node& node) {
  return word(node, rules::parse_severity(text(node)), "watch, no_data, danger");
}

}  // namespace cunkou::app::definitions
