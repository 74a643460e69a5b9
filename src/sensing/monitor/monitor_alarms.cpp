#include <algorithm>
#include <chrono>

#include "sensing/monitor/monitor_impl.hpp"

namespace cunkou::monitor {
namespace {

// A power cut may lose this much of the progress of a running hold; its beginning is stored at once.
constexpr Duration states_kept_every = minutes(5);

// An alarm that eases and worsens again within this time causes no new notice.
constexpr Duration oscillation_window = hours(1);

bool needs_time(const RuleInstance& instance) {
  const bool level = instance.rule->kind != rules::Kind::silent && instance.rule->kind != rules::Kind::stuck;
  return !level || rules::is_derived(instance.rule->quantity) ||
         instance.state.phase != rules::Phase::quiet || !instance.setting;
}

journal::Act act_of(Stores& stores, const Actor& by, Instant now) {
  return {by.person, by.via, now, stores.journal};
}

std::string subject_of(AlarmId id) { return "alarm:" + std::to_string(id.value); }

std::string details_of(const alarms::Alarm& alarm) {
  return "{\"thing\":" + std::to_string(alarm.thing.value) + ",\"rule\":\"" + alarm.rule +
         "\",\"severity\":\"" + std::string(name(alarm.severity)) + "\"}";
}

std::string verb_of(alarms::AlarmChange change) {
  switch (change) {
    case alarms::AlarmChange::raised:
      return "raise_alarm";
    case alarms::AlarmChange::worsened:
      return "worsen_alarm";
    case alarms::AlarmChange::eased:
      return "ease_alarm";
    case alarms::AlarmChange::acknowledged:
      return "acknowledge_alarm";
    case alarms::AlarmChange::cleared:
      return "clear_alarm";
    case alarms::AlarmChange::notified:
      return "tell_alarm";
  }
  return "raise_alarm";
}

void withdraw_deliveries(Stores& stores, AlarmId alarm, const std::string& why) {
  for (const auto& delivery : stores.deliveries.of({alarm}))
    if (delivery.state == notifications::DeliveryState::waiting)
      stores.deliveries.put(notifications::withdrawn(delivery, why));
}

// A newer notice to the same person over the same channel replaces a delivery that is still waiting.
void withdraw_replaced(Stores& stores, AlarmId alarm, const std::vector<notifications::Delivery>& newer) {
  if (newer.empty()) return;
  for (const auto& old : stores.deliveries.of({alarm})) {
    const bool replaced = std::ranges::any_of(newer, [&](const notifications::Delivery& one) {
      return one.person == old.person && one.channel_id == old.channel_id && one.channel == old.channel;
    });
    if (replaced && old.state == notifications::DeliveryState::waiting)
      stores.deliveries.put(notifications::withdrawn(old, "已由新的通知代替|a newer notice has replaced it"));
  }
}

}  // namespace

void Monitor::Impl::evaluate_rule(MonitoredGreenhouse& g, RuleInstance& instance, Instant now) {
  const rules::Inputs in = g.inputs_for(*instance.rule, g.climate, now);
  const rules::Evaluation found = evaluate(*instance.rule, instance.setting, instance.state, in, now);
  if (!found.transition || found.transition->what != rules::RuleTransition::What::raised)
    g.unstored.erase(instance.rule->code);
  if (found.transition) {
    try {
      apply_transition(g, instance, found, now);
    } catch (...) {
      if (found.transition->what == rules::RuleTransition::What::raised)
        g.unstored.try_emplace(instance.rule->code,
                               alarms::raise_alarm(finding_of(g, instance, found.explanation), now));
      // Keep the hold: the next reading must not restart it.
      if (instance.state.phase == rules::Phase::quiet && in.latest) {
        instance.state.phase = rules::Phase::pending;
        instance.state.since = std::min(in.latest->time, now);
      }
      throw;
    }
  }
  g.unstored.erase(instance.rule->code);
  instance.state = found.state;
}

// A late reading advances the rule state but raises and clears nothing; the newest reading does.
void Monitor::Impl::catch_up(const MonitoredGreenhouse& g, RuleInstance& instance, Instant then) {
  const rules::Evaluation found = evaluate(*instance.rule, instance.setting, instance.state,
                                           g.inputs_for(*instance.rule, g.climate, then), then);
  if (!found.transition) instance.state = found.state;
  instance.state.seen = found.state.seen;
}

void Monitor::Impl::evaluate_all(MonitoredGreenhouse& g, Instant now) {
  g.climate = g.climate_at(now);
  if (g.is_catching_up(now)) return;
  g.late_since.reset();
  const bool caught_up = std::exchange(g.behind, false);
  Attempts attempt;
  for (auto& instance : g.rule_instances)
    if (caught_up || needs_time(instance)) attempt([&] { evaluate_rule(g, instance, now); });
  attempt.end();
}

alarms::Finding Monitor::Impl::finding_of(const MonitoredGreenhouse& g, const RuleInstance& instance,
                                          const rules::Explanation& explanation) const {
  alarms::Finding finding;
  finding.thing = g.greenhouse.thing;
  finding.rule = instance.rule->code;
  finding.concern = instance.rule->concern;
  finding.severity = instance.setting ? instance.setting->severity : instance.rule->severity;
  finding.value = explanation.value.value_or(0);
  if (instance.setting) {
    finding.threshold = instance.setting->threshold;
    finding.hold = instance.setting->hold;
  }
  finding.evaluated = explanation.evaluated;
  return finding;
}

bool Monitor::Impl::is_worse(rules::Severity a, std::string_view rule_a, rules::Severity b,
                             std::string_view rule_b) const {
  const auto grade = [&](std::string_view code) {
    const rules::Rule* rule = definitions.rules.find(code);
    return rule ? rule->grade : 0;
  };
  return std::pair(a, grade(rule_a)) > std::pair(b, grade(rule_b));
}

void Monitor::Impl::apply_transition(MonitoredGreenhouse& g, RuleInstance& instance,
                                     const rules::Evaluation& found, Instant now) {
  const Actor rule{{}, "rule"};
  const auto open_alarm = g.alarms.find(instance.rule->concern);
  const bool open = open_alarm != g.alarms.end();
  if (found.transition->what == rules::RuleTransition::What::raised) {
    rules::Explanation explanation = found.explanation;
    explanation.value = found.transition->value;
    const alarms::Finding finding = finding_of(g, instance, explanation);
    if (!open)
      return commit_alarm(g, alarms::raise_alarm(finding, now), alarms::AlarmChange::raised, &found.state,
                          rule, now);
    const OpenAlarm& old = open_alarm->second;
    if (!is_worse(finding.severity, finding.rule, old.alarm.severity, old.alarm.rule)) return;
    const bool oscillates = old.eased && now - *old.eased < oscillation_window &&
                            !is_worse(finding.severity, finding.rule, old.worst_severity, old.worst);
    const alarms::Alarm worse =
        oscillates ? alarms::ease_alarm(old.alarm, finding) : alarms::worsen_alarm(old.alarm, finding);
    commit_alarm(g, worse, alarms::AlarmChange::worsened, &found.state, rule, now);
    return;
  }
  if (!open) return;
  const RuleInstance* remaining = nullptr;
  for (const auto& other : g.rule_instances) {
    if (&other == &instance || other.rule->concern != instance.rule->concern || !is_up(other.state.phase) ||
        !other.setting)
      continue;
    if (!remaining || is_worse(other.setting->severity, other.rule->code, remaining->setting->severity,
                               remaining->rule->code))
      remaining = &other;
  }
  const alarms::Alarm& alarm = open_alarm->second.alarm;
  if (!remaining)
    return commit_alarm(g, alarms::clear_alarm(alarm, found.transition->why, now),
                        alarms::AlarmChange::cleared, &found.state, rule, now);
  if (alarm.rule != instance.rule->code) return;
  const auto evaluation = evaluate(*remaining->rule, remaining->setting, remaining->state,
                                   g.inputs_for(*remaining->rule, g.climate, now), now);
  commit_alarm(g, alarms::ease_alarm(alarm, finding_of(g, *remaining, evaluation.explanation)),
               alarms::AlarmChange::eased, &found.state, rule, now);
}

void Monitor::Impl::reset_rule_instance(MonitoredGreenhouse& g, RuleInstance& instance, Instant now) {
  rules::Evaluation reset;
  reset.state.thing = instance.state.thing;
  reset.state.rule = instance.state.rule;
  if (is_up(instance.state.phase)) {
    reset.transition = rules::RuleTransition{rules::RuleTransition::What::cleared, 0, "forgotten"};
    apply_transition(g, instance, reset, now);
  }
  instance.state = reset.state;
}

// A step without people passes the notice to the next step that has some, at once and at any severity.
// Otherwise an alarm could notify nobody.
std::vector<notifications::Delivery> Monitor::Impl::deliveries_of(const notifications::Plan& plan) const {
  std::vector<notifications::Delivery> all;
  if (!listener.deliveries) return all;
  std::vector<std::string> notified;
  for (const auto& notice : plan.send) notified.push_back(notice.escalation_step);
  const auto add_deliveries = [&](const notifications::Notice& notice) {
    bool has_people = false;
    for (auto& delivery : listener.deliveries(notice, plan.after)) {
      has_people = has_people || delivery.person;
      if (delivery.person && delivery.state == notifications::DeliveryState::waiting)
        delivery.next_try = std::max(delivery.next_try, notice.people_at);
      all.push_back(std::move(delivery));
    }
    return has_people;
  };
  for (const auto& notice : plan.send) {
    if (add_deliveries(notice)) continue;
    auto step = std::ranges::find(definitions.escalation.steps, notice.escalation_step,
                                  &notifications::EscalationStep::name);
    for (; step != definitions.escalation.steps.end(); ++step) {
      if (std::ranges::count(notified, step->name)) continue;
      notifications::Notice passed = notice;
      passed.escalation_step = step->name;
      passed.kind = notifications::NoticeKind::escalation;
      passed.people_at = notice.at;
      notified.push_back(step->name);
      if (add_deliveries(passed)) break;
    }
  }
  return all;
}

void Monitor::Impl::commit_alarm(MonitoredGreenhouse& g, const alarms::Alarm& alarm,
                                 alarms::AlarmChange change, const rules::RuleState* state, const Actor& by,
                                 Instant now) {
  notifications::Plan plan =
      notifications::next_notices(alarm, definitions.escalation, g.greenhouse.quiet, now);
  std::vector<notifications::Delivery> deliveries = deliveries_of(plan);
  const bool over = change == alarms::AlarmChange::acknowledged || change == alarms::AlarmChange::cleared;
  transactions.write([&](Stores& stores) {
    plan.after.id = stores.alarms.put(plan.after);
    if (change != alarms::AlarmChange::notified)
      stores.alarms.add_step(alarms::step_of(plan.after, change, now));
    if (state) stores.rule_states.put({state, 1});
    if (over) withdraw_deliveries(stores, plan.after.id, std::string(name(change)));
    withdraw_replaced(stores, plan.after.id, deliveries);
    for (auto& delivery : deliveries) {
      delivery.alarm = plan.after.id;
      stores.deliveries.put(delivery);
    }
    if (change != alarms::AlarmChange::notified)
      act_of(stores, by, now).record(verb_of(change), subject_of(plan.after.id), details_of(plan.after));
  });
  const alarms::Alarm kept = plan.after;
  if (kept.cleared) {
    g.alarms.erase(kept.concern);
  } else {
    OpenAlarm& open_alarm = g.alarms[kept.concern];
    open_alarm.alarm = kept;
    open_alarm.again = plan.again;
    if (change == alarms::AlarmChange::eased) open_alarm.eased = now;
    if (!plan.send.empty() && is_worse(kept.severity, kept.rule, open_alarm.worst_severity, open_alarm.worst))
      open_alarm.worst = kept.rule, open_alarm.worst_severity = kept.severity;
  }
  if (listener.alarm) listener.alarm(kept, change);
  if (!deliveries.empty() && listener.delivery_due) listener.delivery_due();
  update_status(g, now);
}

// With the present value while it is beyond the threshold, else as of the last notice.
alarms::Alarm Monitor::Impl::current_state_of(const MonitoredGreenhouse& g, const alarms::Alarm& alarm,
                                              Instant now) const {
  const auto instance = std::ranges::find_if(
      g.rule_instances, [&](const RuleInstance& s) { return s.rule->code == alarm.rule; });
  if (instance == g.rule_instances.end()) return alarm;
  const auto evaluation = evaluate(*instance->rule, instance->setting, instance->state,
                                   g.inputs_for(*instance->rule, g.climate, now), now);
  alarms::Alarm current = evaluation.explanation.holds
                              ? alarms::ease_alarm(alarm, finding_of(g, *instance, evaluation.explanation))
                              : alarm;
  current.recovering = instance->state.phase == rules::Phase::clearing && !evaluation.explanation.holds;
  return current;
}

void Monitor::Impl::send_due_notices(MonitoredGreenhouse& g, Instant now) {
  std::vector<alarms::Alarm> due;
  for (const auto& [concern, open_alarm] : g.alarms)
    if (open_alarm.again && *open_alarm.again <= now)
      if (auto alarm = current_state_of(g, open_alarm.alarm, now); !alarm.recovering)
        due.push_back(std::move(alarm));
  for (const auto& alarm : due) {
    const notifications::Plan plan =
        notifications::next_notices(alarm, definitions.escalation, g.greenhouse.quiet, now);
    if (plan.send.empty())
      g.alarms[alarm.concern].again = plan.again;
    else
      commit_alarm(g, alarm, alarms::AlarmChange::notified, nullptr, {{}, "rule"}, now);
  }
}

void Monitor::Impl::update_status(MonitoredGreenhouse& g, Instant now) {
  const rules::ThingStatus status = g.compute_status(now);
  if (status == g.status && g.status_since != Instant{}) return;
  const bool first = g.status_since == Instant{};
  g.status = status;
  g.status_since = now;
  if (first && status == rules::ThingStatus::no_data && g.newest)
    g.status_since = std::min(now, g.newest->time);
  if (first)
    for (const auto& [concern, open_alarm] : g.alarms)
      if (rules::status_of(open_alarm.alarm.severity) == status)
        g.status_since = std::min(g.status_since, open_alarm.alarm.raised);
  if (listener.status) listener.status(g.greenhouse.thing, status, g.status_since);
}

// After downtime, sleep or a clock change no readings could have arrived: silence counts from now.
void Monitor::Impl::resume_after_pause(Instant now) {
  constexpr Duration pause_max = minutes(2);
  if (last_tick && now + ahead_max < *last_tick)
    for (auto& [thing, g] : greenhouses) g->forget_future(now);
  const bool continuous = last_tick && now >= *last_tick && now - *last_tick <= pause_max;
  last_tick = now;
  for (auto& [thing, g] : greenhouses)
    if (!continuous || !g->expected_since) g->expected_since = now;
  if (continuous) return;
  for (auto& [thing, g] : greenhouses)
    for (auto& instance : g->rule_instances)
      if (instance.rule->kind == rules::Kind::silent && !is_up(instance.state.phase) &&
          instance.state.anchor_at != Instant{})
        instance.state.anchor_at = now;
}

void Monitor::Impl::store_states(bool all) {
  std::vector<rules::RuleState> states;
  std::vector<RuleInstance*> kept;
  for (auto& [thing, g] : greenhouses)
    for (auto& instance : g->rule_instances) {
      const rules::RuleState &is = instance.state, &was = instance.stored;
      if (is == was) continue;
      const bool turned = is.phase != was.phase || (is.phase != rules::Phase::quiet && is.since != was.since);
      const bool moved = is.anchor_at != was.anchor_at || is.phase != rules::Phase::quiet;
      const bool armed = is.anchor_at != Instant{} && was.anchor_at == Instant{};
      if (!all && !turned && !armed && !(moved && std::chrono::abs(is.seen - was.seen) >= states_kept_every))
        continue;
      states.push_back(is);
      kept.push_back(&instance);
    }
  if (states.empty()) return;
  transactions.write([&](Stores& stores) { stores.rule_states.put(states); });
  for (RuleInstance* instance : kept) instance->stored = instance->state;
}

std::pair<MonitoredGreenhouse*, std::string> Monitor::Impl::find_alarm(AlarmId id) const {
  for (const auto& [thing, g] : greenhouses)
    for (const auto& [concern, open_alarm] : g->alarms)
      if (open_alarm.alarm.id == id) return {g.get(), concern};
  return {nullptr, {}};
}

void Monitor::Impl::forget_alarm(Stores& stores, const alarms::Alarm& alarm, Instant now) {
  const alarms::Alarm over = alarms::clear_alarm(alarm, "forgotten", now);
  stores.alarms.put(over);
  stores.alarms.add_step(alarms::step_of(over, alarms::AlarmChange::cleared, now));
}

void Monitor::Impl::load_alarms(Stores& stores, Instant now) {
  for (auto& alarm : stores.alarms.open()) {
    MonitoredGreenhouse* g = find(alarm.thing);
    const auto instance =
        g ? std::ranges::find_if(g->rule_instances,
                                 [&](const RuleInstance& s) { return s.rule->code == alarm.rule; })
          : std::vector<RuleInstance>::iterator{};
    if (!g || instance == g->rule_instances.end() || g->alarms.contains(alarm.concern)) {
      forget_alarm(stores, alarm, now);
      continue;
    }
    if (!is_up(instance->state.phase)) {
      instance->state.phase = rules::Phase::raised;
      instance->state.since = alarm.raised;
    }
    g->alarms[alarm.concern] = {alarm, now, {}, alarm.rule, alarm.severity};
  }
  for (auto& [thing, g] : greenhouses)
    for (auto& instance : g->rule_instances)
      if (is_up(instance.state.phase) && !g->alarms.contains(instance.rule->concern))
        instance.state.phase = rules::Phase::quiet;
}

Result<alarms::Alarm> Monitor::acknowledge(AlarmId id, const Actor& by, std::string note, Instant now) {
  const auto [g, concern] = impl_->find_alarm(id);
  if (!g) {
    std::optional<alarms::Alarm> old;
    impl_->transactions.read([&](Stores& stores) { old = stores.alarms.get(id); });
    if (!old) return not_found("没有这条告警，请回到列表|There is no such alarm: go back to the list");
    return conflict("这条告警已经解除，不用再处理|This alarm is over already: there is nothing left to do");
  }
  auto acknowledged = alarms::acknowledge_alarm(g->alarms[concern].alarm, by.person, std::move(note), now);
  if (!acknowledged) return acknowledged.error();
  impl_->commit_alarm(*g, *acknowledged, alarms::AlarmChange::acknowledged, nullptr, by, now);
  return acknowledged;
}

}  // namespace cunkou::monitor
