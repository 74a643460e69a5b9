#include <algorithm>

#include "sensing/monitor/monitor_impl.hpp"

namespace cunkou::monitor {
namespace {

Situation situation_of(const ThingRuntime& t, const rules::AirQuantities& air) {
  Situation out{air, t.requirements, t.fresh(), {}};
  for (const auto& runtime : t.runtimes)
    out.actuators.push_back({runtime.actuator->kind, runtime.state.position, runtime.state.manual});
  return out;
}

}  // namespace

Result<void> Monitor::Impl::check(const MonitoredThing& settings) const {
  CUNKOU_TRY(advisor_of(settings).check(settings));
  if (std::ranges::find(definitions.profiles, settings.profile, &devices::Profile::name) ==
      definitions.profiles.end())
    return invalid({"没有这种设备类型，请从列表里选",
                    "This is not among the device profiles: choose one from the list"});
  return {};
}

std::vector<RuleView> Monitor::Impl::rules(ThingId thing, Instant now) const {
  std::vector<RuleView> views;
  const ThingRuntime* t = find(thing);
  if (!t) return views;
  const rules::AirQuantities air = t->air_at(now);
  for (const auto& instance : t->rule_instances) {
    RuleView view;
    view.rule = instance.rule;
    view.setting = instance.setting;
    view.standard = rules::setting_for(*instance.rule, t->requirements, nullptr);
    if (const auto* own = t->own(instance.rule->code)) view.own = *own;
    view.explanation = evaluate(*instance.rule, instance.setting, instance.state,
                                t->inputs_for(*instance.rule, air, now), now)
                           .explanation;
    view.explanation.phase = instance.state.phase;
    view.explanation.since = instance.state.since;
    views.push_back(std::move(view));
  }
  return views;
}

std::optional<View> Monitor::Impl::view_of(ThingId thing, Instant now) const {
  const ThingRuntime* t = find(thing);
  if (!t) return {};
  View view;
  view.thing = t->settings;
  view.requirements = t->requirements;
  view.status = t->compute_status(now);
  view.since = t->status_since;
  for (const auto& [concern, open_alarm] : t->alarms)
    view.alarms.push_back(current_state_of(*t, open_alarm.alarm, now));
  for (const auto& [rule, alarm] : t->unstored) view.alarms.push_back(alarm);
  std::ranges::stable_sort(view.alarms, std::greater{}, &alarms::Alarm::severity);
  for (const auto& input : t->inputs)
    if (input.latest) view.latest.push_back(*input.latest);
  view.air = t->air_at(now);
  view.bands = t->advisor.bands(t->requirements);
  view.advice = t->advisor.advice(situation_of(*t, view.air), now);
  for (const auto& runtime : t->runtimes) {
    view.actuators.push_back(runtime.state);
    if (runtime.last) view.commands.push_back({*runtime.last, runtime.changes});
  }
  return view;
}

}  // namespace cunkou::monitor
