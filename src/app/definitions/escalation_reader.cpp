#include "app/definitions/readers.hpp"

#include <array>
#include <functional>
#include <optional>

namespace cunkou::app::definitions {
namespace {

template <class T>
void by_severity(const YAML::Node& node, const std::string& where, std::array<T, 3>& target,
                 const std::function<T(const YAML::Node&)>& read) {
  if (!node.IsMap()) refuse(node, where + " holds watch, no_data and danger");
  for (const auto& item : node) target[static_cast<std::size_t>(severity(item.first))] = read(item.second);
}

ClockSpan clock_span(const YAML::Node& node) {
  ClockSpan span;
  each_key(
      node, "quiet",
      {{"from", into(span.from_min, minute_of_day, true)}, {"to", into(span.to_min, minute_of_day, true)}});
  return span;
}

notifications::EscalationStep escalation_step(const YAML::Node& node) {
  notifications::EscalationStep r;
  each_key(node, "an escalation step",
           {{"name", into(r.name, code, true)},
            {"after",
             {[&](const YAML::Node& n) {
                by_severity<std::optional<Duration>>(n, "after", r.after,
                                                     [](const YAML::Node& d) { return duration(d); });
              },
              true}}});
  if (r.name != "household" && r.name != "technician" && r.name != "village")
    refuse(node, "\"" + r.name + "\": choose among household, technician, village");
  return r;
}

notifications::RepeatPolicy repeat_policy(const YAML::Node& node) {
  notifications::RepeatPolicy p;
  each_key(node, "repeat",
           {{"every", into(p.every, duration, true)},
            {"quiet", {[&](const YAML::Node& n) { p.quiet = clock_span(n); }}}});
  return p;
}

}  // namespace

notifications::EscalationPolicy escalation(const YAML::Node& root) {
  notifications::EscalationPolicy l;
  each_key(root, "the escalation policy",
           {{"steps",
             {[&](const YAML::Node& n) {
                each_item(n, "steps",
                          [&](const YAML::Node& item) { l.steps.push_back(escalation_step(item)); });
              },
              true}},
            {"repeat",
             {[&](const YAML::Node& n) {
                by_severity<notifications::RepeatPolicy>(n, "repeat", l.repeat, repeat_policy);
              },
              true}}});
  if (l.steps.empty()) refuse(root, "the escalation policy needs a step");
  for (const auto& first : l.steps.front().after)
    if (!first || *first != Duration{0})
      refuse(root, "the first step is notified at once: write 0s for each severity");
  if (l.repeat[static_cast<std::size_t>(rules::Severity::danger)].quiet)
    refuse(root["repeat"], "danger has no quiet hours: it is delivered at any hour");
  return l;
}

}  // namespace cunkou::app::definitions
