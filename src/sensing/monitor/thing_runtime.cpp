#include "sensing/monitor/thing_runtime.hpp"

#include <algorithm>
#include <chrono>

namespace cunkou::monitor {
namespace {

constexpr Duration past_step = minutes(1);
constexpr Duration past_kept = hours(3);
constexpr Duration settings_interval = seconds(30);
constexpr std::string_view air_temperature = "air_temperature";
constexpr std::string_view relative_humidity = "relative_humidity";

const devices::Profile& unknown_profile() {
  static const devices::Profile profile{.name = "any",
                                        .label = {"其他", "Other"},
                                        .open = true,
                                        .stale_after = minutes(10),
                                        .quantities = {},
                                        .actuators = {}};
  return profile;
}

template <class T, class Name>
const T* find_by(const std::vector<T>& all, std::string_view wanted, Name name) {
  const auto found = std::ranges::find(all, wanted, name);
  return found == all.end() ? nullptr : &*found;
}

bool is_rate(rules::Kind kind) { return kind == rules::Kind::rising || kind == rules::Kind::falling; }

// The reading nearest to `at`, at most half the window away.
std::optional<rules::QuantityReading> near(const std::vector<rules::QuantityReading>& past, Instant at,
                                           Duration window) {
  std::optional<rules::QuantityReading> best;
  Duration best_distance = window / 2;
  for (const auto& reading : past) {
    const Duration distance = std::chrono::abs(reading.time - at);
    if (distance > best_distance) continue;
    best = reading;
    best_distance = distance;
  }
  return best;
}

// True when the temperature has risen by half a degree within a quarter of an hour: a fall that ended must
// not be extrapolated.
bool has_turned(const std::vector<rules::QuantityReading>& past, const rules::QuantityReading& latest) {
  constexpr double risen = 0.5;
  return std::ranges::any_of(past, [&](const rules::QuantityReading& reading) {
    return latest.time - reading.time <= minutes(15) && latest.value - reading.value > risen;
  });
}

}  // namespace

ThingRuntime::ThingRuntime(const MonitoredThing& wanted, const ThingAdvisor& its,
                           const MonitorDefinitions& definitions)
    : advisor(its) {
  for (const auto& rule : definitions.rules.rules) {
    RuleInstance instance;
    instance.rule = &rule;
    instance.state.thing = wanted.thing;
    instance.state.rule = rule.code;
    instance.stored = instance.state;
    rule_instances.push_back(std::move(instance));
  }
  // Worst first: rules of one concern that turn bad at the same time cause one message.
  std::ranges::stable_sort(rule_instances, std::greater{},
                           [](const RuleInstance& instance) { return instance.rule->severity; });
  apply_settings(wanted, definitions);
}

void ThingRuntime::apply_settings(const MonitoredThing& wanted, const MonitorDefinitions& definitions) {
  settings = wanted;
  const auto* known = find_by(definitions.profiles, settings.profile, &devices::Profile::name);
  if (!known) known = &unknown_profile();
  if (profile != known) {
    profile = known;
    std::vector<ActuatorRuntime> before;
    before.swap(runtimes);
    for (const auto& actuator : profile->actuators) {
      const auto kept =
          std::ranges::find(before, actuator.name, [](const ActuatorRuntime& p) { return p.state.actuator; });
      // The same actuator keeps its manual switch, motion and command.
      ActuatorRuntime runtime = kept == before.end() ? ActuatorRuntime{} : *kept;
      runtime.actuator = &actuator;
      runtime.state.thing = settings.thing;
      runtime.state.actuator = actuator.name;
      runtimes.push_back(std::move(runtime));
    }
    for (auto& s : inputs) s.runtime.reset();
    for (std::size_t i = 0; i < runtimes.size(); ++i)
      input(devices::position_quantity(runtimes[i].actuator->name)).runtime = i;
  }
  settings_updated = {};
}

Duration ThingRuntime::fresh() const { return 2 * profile->stale_after; }

const QuantityInput* ThingRuntime::find_input(std::string_view quantity) const {
  return find_by(inputs, quantity, &QuantityInput::quantity);
}

QuantityInput& ThingRuntime::input(std::string_view quantity) {
  if (const QuantityInput* found = find_input(quantity))
    return inputs[static_cast<std::size_t>(found - inputs.data())];
  QuantityInput made;
  made.quantity = quantity;
  made.keeps_past = quantity == air_temperature;
  for (std::size_t i = 0; i < rule_instances.size(); ++i) {
    if (rule_instances[i].rule->quantity != quantity) continue;
    made.rule_instances.push_back(i);
    made.keeps_past = made.keeps_past || is_rate(rule_instances[i].rule->kind);
  }
  return inputs.emplace_back(std::move(made));
}

std::optional<rules::QuantityReading> ThingRuntime::latest(std::string_view quantity) const {
  const QuantityInput* found = find_input(quantity);
  return found ? found->latest : std::nullopt;
}

std::optional<std::size_t> ThingRuntime::find_runtime(std::string_view actuator) const {
  for (std::size_t i = 0; i < runtimes.size(); ++i)
    if (runtimes[i].actuator->name == actuator) return i;
  return {};
}

const RuleInstance* ThingRuntime::find_rule(std::string_view code) const {
  const auto found =
      std::ranges::find_if(rule_instances, [&](const RuleInstance& s) { return s.rule->code == code; });
  return found == rule_instances.end() ? nullptr : &*found;
}

RuleInstance* ThingRuntime::find_rule(std::string_view code) {
  return const_cast<RuleInstance*>(std::as_const(*this).find_rule(code));
}

const rules::RuleOverride* ThingRuntime::own(std::string_view rule) const {
  const auto found = overrides.find(rule);
  return found == overrides.end() ? nullptr : &found->second;
}

void ThingRuntime::update_settings(Instant now, bool at_once) {
  if (!at_once && now >= settings_updated && now - settings_updated < settings_interval) return;
  settings_updated = now;
  requirements = advisor.requirements(settings, now);
  for (auto& instance : rule_instances)
    instance.setting = rules::setting_for(*instance.rule, requirements, own(instance.rule->code));
}

rules::AirQuantities ThingRuntime::air_at(Instant now) const {
  const QuantityInput* temperature = find_input(air_temperature);
  std::optional<rules::QuantityReading> before;
  if (temperature && temperature->latest)
    before = near(temperature->past, temperature->latest->time - rules::frost_behind, rules::frost_behind);
  if (before && has_turned(temperature->past, *temperature->latest))
    before->value = std::min(before->value, temperature->latest->value);
  return rules::air_quantities_of(latest(air_temperature), latest(relative_humidity), before, wet,
                                  settings.site, fresh(), now);
}

rules::Inputs ThingRuntime::inputs_for(const rules::Rule& rule, const rules::AirQuantities& quantities,
                                       Instant now) const {
  rules::Inputs in;
  in.segment = requirements.segment;
  in.fresh = fresh();
  if (rule.quantity == "any") {
    in.latest = newest;
    if (is_measured(rule)) in.expected = expected_since;
  } else if (rules::is_derived(rule.quantity)) {
    in.latest = rules::derived_reading_of(quantities, rule.quantity);
    in.evaluated = rules::evaluated_for(quantities, rule.quantity, now);
  } else if (const QuantityInput* found = find_input(rule.quantity)) {
    in.latest = found->latest;
    if (is_rate(rule.kind) && in.latest)
      in.before = near(found->past, in.latest->time - rule.window, rule.window);
  }
  return in;
}

void ThingRuntime::add_reading(QuantityInput& input, const rules::QuantityReading& reading) {
  input.latest = reading;
  if (input.keeps_past && (input.past.empty() || reading.time - input.past.back().time >= past_step)) {
    input.past.push_back(reading);
    if (reading.time - input.past.front().time > past_kept + hours(1))
      std::erase_if(input.past,
                    [&](const rules::QuantityReading& old) { return reading.time - old.time > past_kept; });
  }
  if (!newest || reading.time >= newest->time) newest = reading;
  if (input.quantity != air_temperature) return;
  const auto humidity = latest(relative_humidity);
  if (humidity && std::chrono::abs(humidity->time - reading.time) <= fresh())
    wet.add(reading.time, reading.value, humidity->value);
}

void QuantityInput::forget() {
  stream = {};
  latest.reset();
  past.clear();
}

void ThingRuntime::update_newest(Instant until) {
  newest.reset();
  for (const auto& input : inputs)
    if (input.latest && input.latest->time <= until && (!newest || input.latest->time > newest->time))
      newest = input.latest;
}

bool ThingRuntime::is_measured(const rules::Rule& rule) const {
  if (rule.quantity == "any")
    return std::ranges::any_of(inputs, [](const QuantityInput& input) { return bool(input.stream); });
  const QuantityInput* found =
      find_input(rules::is_derived(rule.quantity) ? air_temperature : std::string_view(rule.quantity));
  return found && found->stream;
}

void ThingRuntime::forget_future(QuantityInput& input, Instant now) {
  std::erase_if(input.past,
                [&](const rules::QuantityReading& reading) { return reading.time > now + ahead_max; });
  if (input.latest && input.latest->time > now + ahead_max) input.latest.reset();
  if (newest && newest->time > now + ahead_max) update_newest(now + ahead_max);
  for (auto& instance : rule_instances)
    for (Instant* instant : {&instance.state.since, &instance.state.seen, &instance.state.anchor_at})
      *instant = std::min(*instant, now);
}

void ThingRuntime::forget_future(Instant now) {
  const auto not_after = [&](std::optional<Instant>& at) {
    if (at) at = std::min(*at, now);
  };
  for (auto& input : inputs) forget_future(input, now);
  for (auto& [concern, open_alarm] : alarms) {
    auto& alarm = open_alarm.alarm;
    alarm.raised = std::min(alarm.raised, now);
    for (auto* at : {&alarm.first_notice, &alarm.last_notice, &open_alarm.again, &open_alarm.eased})
      not_after(*at);
  }
  for (auto& runtime : runtimes) {
    runtime.person_at = std::min(runtime.person_at, now);
    runtime.next_attempt = std::min(runtime.next_attempt, now);
    for (auto* at : {&runtime.state.since, &runtime.state.position_at, &runtime.state.manual_at})
      *at = std::min(*at, now);
    if (!runtime.last) continue;
    runtime.last->changed = std::min(runtime.last->changed, now);
    if (runtime.last->requested <= now) continue;
    runtime.last->expires = now + (runtime.last->expires - runtime.last->requested);
    runtime.last->requested = now;
  }
  wet = {};
  status_since = std::min(status_since, now);
  settings_updated = {};
}

void ThingRuntime::note_arrival(bool historic, Instant now) {
  if (!historic) return historic_since.reset();
  behind = true;
  if (!historic_since) historic_since = now;
  historic_last = now;
}

bool ThingRuntime::is_catching_up(Instant now) const {
  constexpr Duration pause = seconds(10), at_most = minutes(1);
  return historic_since && now >= historic_last && now - historic_last < pause &&
         now - *historic_since < at_most;
}

bool ThingRuntime::has_no_fresh_reading(Instant now) const {
  const auto is_old = [&](const std::optional<rules::QuantityReading>& reading) {
    return !reading || now - reading->time > fresh();
  };
  return is_old(newest) || (profile->quantity(air_temperature) && is_old(latest(air_temperature)));
}

rules::ThingStatus ThingRuntime::compute_status(Instant now) const {
  rules::ThingStatus worst =
      has_no_fresh_reading(now) ? rules::ThingStatus::no_data : rules::ThingStatus::normal;
  for (const auto& [concern, open_alarm] : alarms)
    worst = std::max(worst, rules::status_of(open_alarm.alarm.severity));
  for (const auto& [rule, alarm] : unstored) worst = std::max(worst, rules::status_of(alarm.severity));
  // A pending danger is no alarm yet, but the status must not be normal.
  for (const auto& instance : rule_instances)
    if (instance.state.phase == rules::Phase::pending && instance.setting &&
        instance.setting->severity == rules::Severity::danger)
      worst = std::max(worst, rules::ThingStatus::watch);
  return worst;
}

bool ThingRuntime::has_fresh_input(const RuleInstance& instance, Instant now) const {
  const auto latest_reading = inputs_for(*instance.rule, air, now).latest;
  return latest_reading && now - latest_reading->time <= profile->stale_after;
}

std::optional<ControlDemand> ThingRuntime::demand_for(const ActuatorRuntime& runtime, Instant now) const {
  const RuleInstance* best = nullptr;
  bool automatic = false;
  for (const auto& instance : rule_instances) {
    if (!instance.rule->remedy_by(runtime.actuator->kind)) continue;
    if (!instance.setting || !instance.setting->enabled) continue;
    automatic = true;
    if (is_up(instance.state.phase) && has_fresh_input(instance, now) &&
        (!best || instance.setting->severity > best->setting->severity))
      best = &instance;
  }
  if (!automatic) return reverting_demand_for(runtime, now);
  const auto temperature = latest(air_temperature);
  if (!temperature) return {};
  if (now - temperature->time > profile->stale_after) {
    if (!runtime.actuator->safe) return {};
    const bool day = agronomy::is_day(requirements.segment);
    return ControlDemand{day ? runtime.actuator->safe->day : runtime.actuator->safe->night, "safe_state",
                         Label{"看不见新读数", "No fresh reading"}};
  }
  if (best)
    return ControlDemand{best->rule->remedy_by(runtime.actuator->kind)->position, best->rule->code,
                         best->rule->label};
  return reverting_demand_for(runtime, now);
}

std::optional<ControlDemand> ThingRuntime::reverting_demand_for(const ActuatorRuntime& runtime,
                                                                Instant now) const {
  if (!runtime.last || runtime.last->person || runtime.last->rule.empty()) return {};
  const auto target = actuation::target_of(*runtime.last);
  const bool failed = runtime.last->state == actuation::CommandState::failed ||
                      runtime.last->state == actuation::CommandState::expired;
  const auto back_to = [&](double position) -> std::optional<ControlDemand> {
    if (target == std::optional(position) && !failed) return {};
    return ControlDemand{position, runtime.last->rule, Label{"已恢复", "It is over"}};
  };
  if (runtime.last->rule == "safe_state") {
    const auto temperature = latest(air_temperature);
    const bool is_fresh_again = temperature && now - temperature->time <= profile->stale_after;
    if (!runtime.actuator->safe || (!is_fresh_again && agronomy::is_day(requirements.segment))) return {};
    return back_to(runtime.actuator->safe->night);
  }
  for (const auto& instance : rule_instances) {
    const auto* remedy = instance.rule->remedy_by(runtime.actuator->kind);
    if (instance.rule->code != runtime.last->rule || !remedy || !remedy->afterwards) continue;
    // A vent that was opened and whose readings are stale is closed for the night.
    const bool stale_at_night = devices::travels(runtime.actuator->kind) &&
                                !agronomy::is_day(requirements.segment) && !has_fresh_input(instance, now);
    if (!is_up(instance.state.phase) || stale_at_night) return back_to(*remedy->afterwards);
  }
  return {};
}

}  // namespace cunkou::monitor
