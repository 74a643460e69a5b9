#include "sensing/notifications/definitions/escalation_reader.hpp"

#include <array>
#include <functional>
#include <optional>

#include "sensing/rules/definitions/rule_reader.hpp"

namespace cunkou::notifications {
namespace {

using yaml::code;
using yaml::duration;
using yaml::each_key;
using yaml::into;
using yaml::list_into;
using yaml::minute_of_day;
using yaml::refuse;

template <class T>
void by_severity(const yaml::Node& node, const std::string& where, std::array<T, 3>& target,
                 const std::function<T(const yaml::Node&)>& read) {
  if (!node.is_map()) refuse(node, where + " holds watch, no_data and danger");
  for (const auto& [severity, value] : node.entries())
    target[static_cast<std::size_t>(rules::read_severity(severity))] = read(value);
}

ClockSpan clock_span(const yaml::Node& node) {
  ClockSpan span;
  each_key(
      node, "quiet",
      {{"from", into(span.from_min, minute_of_day, true)}, {"to", into(span.to_min, minute_of_day, true)}});
  return span;
}

EscalationStep escalation_step(const yaml::Node& node) {
  EscalationStep r;
  each_key(node, "an escalation step",
           {{"name", into(r.name, code, true)},
            {"after",
             {[&](const yaml::Node& n) {
                by_severity<std::optional<Duration>>(n, "after", r.after,
                                                     [](const yaml::Node& d) { return duration(d); });
              },
              true}}});
  if (r.name != "household" && r.name != "technician" && r.name != "village")
    refuse(node, "\"" + r.name + "\": choose among household, technician, village");
  return r;
}

RepeatPolicy repeat_policy(const yaml::Node& node) {
  RepeatPolicy p;
  each_key(node, "repeat", {{"every", into(p.every, duration, true)}, {"quiet", into(p.quiet, clock_span)}});
  return p;
}

}  // namespace

EscalationPolicy read_escalation(const yaml::Node& root) {
  EscalationPolicy l;
  each_key(root, "the escalation policy",
           {{"steps", list_into(l.steps, "steps", escalation_step, true)},
            {"repeat",
             {[&](const yaml::Node& n) { by_severity<RepeatPolicy>(n, "repeat", l.repeat, repeat_policy); },
              true}}});
  if (l.steps.empty()) refuse(root, "the escalation policy needs a step");
  for (const auto& first : l.steps.front().after)
    if (!first || *first != Duration{0})
      refuse(root, "the first step is notified at once: write 0s for each severity");
  if (l.repeat[static_cast<std::size_t>(rules::Severity::danger)].quiet)
    refuse(root["repeat"], "danger has no quiet hours: it is delivered at any hour");
  return l;
}

}  // namespace cunkou::notifications
