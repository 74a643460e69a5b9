#include "sensing/devices/definitions/profile_reader.hpp"

namespace cunkou::devices {
namespace {

using yaml::code;
using yaml::duration;
using yaml::each_key;
using yaml::into;
using yaml::label;
using yaml::number;
using yaml::percent;
using yaml::refuse;
using yaml::text;
using yaml::unique_into;
using yaml::yes_or_no;

Quantity quantity(const yaml::Node& node) {
  Quantity q;
  each_key(node, "a quantity",
           {{"name", into(q.name, code, true)},
            {"label", into(q.label, label, true)},
            {"unit", into(q.unit, text, true)},
            {"min", into(q.min, number, true)},
            {"max", into(q.max, number, true)},
            {"resolution", into(q.resolution, number)},
            {"interval", into(q.interval, duration, true)},
            {"reported", into(q.reported, yes_or_no)}});
  if (q.min >= q.max) refuse(node, "min of " + q.name + " must lie below max");
  return q;
}

SafePosition safe_position(const yaml::Node& node) {
  SafePosition safe;
  each_key(node, "safe",
           {{"day", into(safe.day, percent, true)}, {"night", into(safe.night, percent, true)}});
  return safe;
}

Actuator actuator(const yaml::Node& node) {
  Actuator a;
  each_key(node, "an actuator",
           {{"name", into(a.name, code, true)},
            {"kind", into(a.kind, read_actuator_kind, true)},
            {"label", into(a.label, label, true)},
            {"on_min", into(a.on_min, duration, true)},
            {"off_min", into(a.off_min, duration, true)},
            {"run_max", into(a.run_max, duration, true)},
            {"safe", into(a.safe, safe_position)},
            {"reports_position", into(a.reports_position, yes_or_no)}});
  if (a.run_max <= a.on_min) refuse(node, "run_max of " + a.name + " must be longer than on_min");
  return a;
}

}  // namespace

ActuatorKind read_actuator_kind(const yaml::Node& node) {
  using enum ActuatorKind;
  for (auto kind : {vent, roller_shutter, fan, heater, valve})
    if (name(kind) == text(node)) return kind;
  refuse(node, "\"" + text(node) + "\": choose among vent, roller_shutter, fan, heater, valve");
}

Profile read_profile(const yaml::Node& root) {
  Profile p;
  each_key(root, "a profile",
           {{"name", into(p.name, code, true)},
            {"label", into(p.label, label, true)},
            {"thing", into(p.thing, code)},
            {"open", into(p.open, yes_or_no)},
            {"stale_after", into(p.stale_after, duration, true)},
            {"quantities", unique_into(p.quantities, "quantities", quantity, &Quantity::name, true)},
            {"actuators", unique_into(p.actuators, "actuators", actuator, &Actuator::name)}});
  if (p.stale_after <= Duration{0}) refuse(root, "stale_after must be longer than nothing");
  for (const auto& a : p.actuators)
    if (a.reports_position && !p.quantity(position_quantity(a.name)))
      refuse(root,
             a.name + " reports its position: give the profile a quantity " + position_quantity(a.name));
  return p;
}

}  // namespace cunkou::devices
