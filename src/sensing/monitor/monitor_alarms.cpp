#include <algorithm>

#include "sensing/monitor/monitor_impl.hpp"

namespace cunkou::monitor {
namespace {

// An alarm that eases and worsens again within this time causes no new notice.
constexpr Duration oscillation_window = hours(1);

std::string subject_of(AlarmId id) { return "alarm:" + std::to_string(id.value); }

std::string details_of(const alarms::Alarm& alarm) {
  return "{\"thing\":" + std::to_string(alarm.thing.value) + ",\"rule\":\"" + alarm.rule +
         "\",\"severity\":\"" + std::string(name(alarm.severity)) + "\"}";
}

// nullopt: the program's own doing, which is no act.
std::optional<std::string_view> verb_of(alarms::AlarmChangeKind change) {
  switch (change) {
    case alarms::AlarmChangeKind::raised:
      return "raise_alarm";
    case alarms::AlarmChangeKind::worsened:
      return "worsen_alarm";
    case alarms::AlarmChangeKind::eased:
      return "ease_alarm";
    case alarms::AlarmChangeKind::acknowledged:
      return "acknowledge_alarm";
    case alarms::AlarmChangeKind::cleared:
      return "clear_alarm";
    case alarms::AlarmChangeKind::notified:
      return {};
  }
  return {};
}

// Every delivery of the alarm that still waits.
void withdraw_waiting(MonitorTransaction& transaction, std::vector<notifications::Delivery>& deliveries,
                      const Label& why) {
  for (auto& delivery : deliveries) {
    if (delivery.state != notifications::DeliveryState::waiting) continue;
    delivery = notifications::withdrawn(delivery, why);
    transaction.deliveries().put(delivery);
  }
}

// A newer notice to the same person over the same channel replaces a delivery that is still waiting.
void withdraw_replaced(MonitorTransaction& transaction, std::vector<notifications::Delivery>& deliveries,
                       const std::vector<notifications::Delivery>& newer) {
  for (auto& old : deliveries) {
    const bool replaced = std::ranges::any_of(newer, [&](const notifications::Delivery& one) {
      return one.person == old.person && one.channel_id == old.channel_id && one.channel == old.channel;
    });
    if (!replaced || old.state != notifications::DeliveryState::waiting) continue;
    old = notifications::withdrawn(old, {"已由新的通知代替", "a newer notice has replaced it"});
    transaction.deliveries().put(old);
  }
}

}  // namespace

alarms::Finding Monitor::Impl::finding_of(const ThingRuntime& t, const RuleInstance& instance,
                                          const rules::Explanation& explanation) const {
  alarms::Finding finding;
  finding.thing = t.settings.thing;
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

void Monitor::Impl::apply_transition(ThingRuntime& t, RuleInstance& instance, const rules::Evaluation& found,
                                     Instant now) {
  const Actor rule{{}, "rule"};
  const auto open_alarm = t.alarms.find(instance.rule->concern);
  const bool open = open_alarm != t.alarms.end();
  if (found.transition->what == rules::RuleTransition::What::raised) {
    rules::Explanation explanation = found.explanation;
    explanation.value = found.transition->value;
    const alarms::Finding finding = finding_of(t, instance, explanation);
    if (!open) {
      commit_alarm(t, alarms::raise_alarm(finding, now), alarms::AlarmChangeKind::raised, &found.state, rule,
                   now);
      return;
    }
    const OpenAlarm& old = open_alarm->second;
    if (!is_worse(finding.severity, finding.rule, old.alarm.severity, old.alarm.rule)) return;
    const bool oscillates = old.eased && now - *old.eased < oscillation_window &&
                            !is_worse(finding.severity, finding.rule, old.worst_severity, old.worst);
    const alarms::Alarm worse =
        oscillates ? alarms::ease_alarm(old.alarm, finding) : alarms::worsen_alarm(old.alarm, finding);
    commit_alarm(t, worse, alarms::AlarmChangeKind::worsened, &found.state, rule, now);
    return;
  }
  if (!open) return;
  const RuleInstance* remaining = nullptr;
  for (const auto& other : t.rule_instances) {
    if (&other == &instance || other.rule->concern != instance.rule->concern || !is_up(other.state.phase) ||
        !other.setting)
      continue;
    if (!remaining || is_worse(other.setting->severity, other.rule->code, remaining->setting->severity,
                               remaining->rule->code))
      remaining = &other;
  }
  const alarms::Alarm& alarm = open_alarm->second.alarm;
  if (!remaining) {
    commit_alarm(t, alarms::clear_alarm(alarm, found.transition->why, now), alarms::AlarmChangeKind::cleared,
                 &found.state, rule, now);
    return;
  }
  if (alarm.rule != instance.rule->code) return;
  const auto evaluation = evaluate(*remaining->rule, remaining->setting, remaining->state,
                                   t.inputs_for(*remaining->rule, t.air, now), now);
  commit_alarm(t, alarms::ease_alarm(alarm, finding_of(t, *remaining, evaluation.explanation)),
               alarms::AlarmChangeKind::eased, &found.state, rule, now);
}

// Within the transaction. The deliveries are read here because the dispatcher changes them; those of the
// alarm are changed by the monitor alone, which has them in memory.
AlarmChanged Monitor::Impl::store_alarm(MonitorTransaction& transaction,
                                        const notifications::NoticePlan& plan, alarms::AlarmChangeKind change,
                                        std::vector<alarms::AlarmChange> earlier, Instant now) const {
  AlarmChanged out{plan.after, change, now, {std::move(earlier), {}}, {}};
  const bool known = static_cast<bool>(out.alarm.id);
  out.alarm.id = transaction.alarms().put(out.alarm);
  if (change != alarms::AlarmChangeKind::notified) {
    out.course.changes.push_back(alarms::change_of(out.alarm, change, now));
    transaction.alarms().add_change(out.course.changes.back());
  }
  if (known) out.course.deliveries = transaction.deliveries().of({out.alarm.id});
  if (const auto reason = notifications::obsolete_reason(out.alarm))
    withdraw_waiting(transaction, out.course.deliveries, *reason);
  if (!plan.send.empty()) store_deliveries(transaction, plan, out);
  return out;
}

void Monitor::Impl::store_deliveries(MonitorTransaction& transaction, const notifications::NoticePlan& plan,
                                     AlarmChanged& changed) const {
  auto planned =
      notifications::plan_deliveries(plan.send, changed.alarm, definitions.escalation,
                                     transaction.addressees().of(changed.alarm.thing), collaborators.planner);
  withdraw_replaced(transaction, changed.course.deliveries, planned.deliveries);
  for (auto& delivery : planned.deliveries) {
    delivery.alarm = changed.alarm.id;
    delivery.id = transaction.deliveries().put(delivery);
    changed.course.deliveries.push_back(std::move(delivery));
  }
  changed.notices = std::move(planned.notices);
  for (auto& notice : changed.notices) notice.alarm = changed.alarm.id;
}

AlarmChanged Monitor::Impl::commit_alarm(ThingRuntime& t, const alarms::Alarm& alarm,
                                         alarms::AlarmChangeKind change, const rules::RuleState* state,
                                         const Actor& by, Instant now) {
  const notifications::NoticePlan plan =
      notifications::next_notices(alarm, definitions.escalation, t.settings.quiet, now);
  const auto known = t.alarms.find(alarm.concern);
  AlarmChanged changed;
  write([&](MonitorTransaction& transaction) {
    changed = store_alarm(
        transaction, plan, change,
        known == t.alarms.end() ? std::vector<alarms::AlarmChange>() : known->second.changes, now);
    if (state) transaction.rule_states().put({state, 1});
    if (const auto verb = verb_of(change))
      act_of(transaction, by, now).record(*verb, subject_of(changed.alarm.id), details_of(changed.alarm));
  });
  const alarms::Alarm& kept = changed.alarm;
  if (kept.cleared) {
    t.alarms.erase(kept.concern);
  } else {
    OpenAlarm& open_alarm = t.alarms[kept.concern];
    open_alarm.alarm = kept;
    open_alarm.changes = changed.course.changes;
    open_alarm.again = plan.again;
    if (change == alarms::AlarmChangeKind::eased) open_alarm.eased = now;
    if (!plan.send.empty() && is_worse(kept.severity, kept.rule, open_alarm.worst_severity, open_alarm.worst))
      open_alarm.worst = kept.rule, open_alarm.worst_severity = kept.severity;
  }
  changes.push_back(changed);
  update_status(t, now);
  return changed;
}

// With the present value while it is beyond the threshold, else as of the last notice.
alarms::Alarm Monitor::Impl::current_state_of(const ThingRuntime& t, const alarms::Alarm& alarm,
                                              Instant now) const {
  const RuleInstance* instance = t.find_rule(alarm.rule);
  if (!instance) return alarm;
  const auto evaluation = evaluate(*instance->rule, instance->setting, instance->state,
                                   t.inputs_for(*instance->rule, t.air, now), now);
  alarms::Alarm current = evaluation.explanation.holds
                              ? alarms::ease_alarm(alarm, finding_of(t, *instance, evaluation.explanation))
                              : alarm;
  current.recovering = instance->state.phase == rules::Phase::clearing && !evaluation.explanation.holds;
  return current;
}

void Monitor::Impl::send_due_notices(ThingRuntime& t, Instant now) {
  std::vector<alarms::Alarm> due;
  for (const auto& [concern, open_alarm] : t.alarms)
    if (open_alarm.again && *open_alarm.again <= now)
      if (auto alarm = current_state_of(t, open_alarm.alarm, now); !alarm.recovering)
        due.push_back(std::move(alarm));
  for (const auto& alarm : due) {
    const notifications::NoticePlan plan =
        notifications::next_notices(alarm, definitions.escalation, t.settings.quiet, now);
    if (plan.send.empty())
      t.alarms[alarm.concern].again = plan.again;
    else
      commit_alarm(t, alarm, alarms::AlarmChangeKind::notified, nullptr, {{}, "rule"}, now);
  }
}

void Monitor::Impl::update_status(ThingRuntime& t, Instant now) {
  const rules::ThingStatus status = t.compute_status(now);
  if (status == t.status && t.status_since != Instant{}) return;
  const bool first = t.status_since == Instant{};
  t.status = status;
  t.status_since = now;
  if (first && status == rules::ThingStatus::no_data && t.newest)
    t.status_since = std::min(now, t.newest->time);
  if (first)
    for (const auto& [concern, open_alarm] : t.alarms)
      if (rules::status_of(open_alarm.alarm.severity) == status)
        t.status_since = std::min(t.status_since, open_alarm.alarm.raised);
  changes.push_back(StatusChanged{t.settings.thing, status, t.status_since});
}

std::pair<ThingRuntime*, std::string> Monitor::Impl::find_alarm(AlarmId id) const {
  for (const auto& [thing, t] : things)
    for (const auto& [concern, open_alarm] : t->alarms)
      if (open_alarm.alarm.id == id) return {t.get(), concern};
  return {nullptr, {}};
}

void Monitor::Impl::forget_alarm(MonitorTransaction& transaction, const alarms::Alarm& alarm, const Actor& by,
                                 Instant now) {
  const alarms::Alarm over = alarms::clear_alarm(alarm, "forgotten", now);
  transaction.alarms().put(over);
  transaction.alarms().add_change(alarms::change_of(over, alarms::AlarmChangeKind::cleared, now));
  act_of(transaction, by, now).record("clear_alarm", subject_of(over.id), details_of(over));
}

// An alarm belongs to the present concern of its rule, which an operator may have edited. Of two open alarms
// that have come under one concern, the worse is kept.
void Monitor::Impl::load_alarm(MonitorTransaction& transaction, const alarms::Alarm& alarm, Instant now) {
  const Actor by{{}, "rule"};
  ThingRuntime* t = find(alarm.thing);
  if (!t) return forget_alarm(transaction, alarm, by, now);
  RuleInstance* instance = t->find_rule(alarm.rule);
  if (!instance) return forget_alarm(transaction, alarm, by, now);
  if (!is_up(instance->state.phase)) {
    instance->state.phase = rules::Phase::raised;
    instance->state.since = alarm.raised;
  }
  const std::string& concern = instance->rule->concern;
  if (const auto other = t->alarms.find(concern); other != t->alarms.end()) {
    const alarms::Alarm& held = other->second.alarm;
    const bool worse = is_worse(alarm.severity, alarm.rule, held.severity, held.rule);
    forget_alarm(transaction, worse ? held : alarm, by, now);
    if (!worse) return;
  }
  t->alarms[concern] = {alarm, {}, now, {}, alarm.rule, alarm.severity};
}

// Two alarms may have swapped their concerns, and the store holds one open alarm of a concern: each first
// gets a concern of its own.
void Monitor::Impl::store_present_concerns(MonitorTransaction& transaction, Instant now) {
  std::vector<std::pair<const std::string*, alarms::Alarm*>> moved;
  for (auto& [thing, t] : things)
    for (auto& [concern, open_alarm] : t->alarms)
      if (open_alarm.alarm.concern != concern) moved.emplace_back(&concern, &open_alarm.alarm);
  for (auto& [concern, alarm] : moved) {
    alarm->concern = subject_of(alarm->id);
    transaction.alarms().put(*alarm);
  }
  for (auto& [concern, alarm] : moved) {
    alarm->concern = *concern;
    transaction.alarms().put(*alarm);
    act_of(transaction, {{}, "rule"}, now)
        .record("change_concern", subject_of(alarm->id), details_of(*alarm));
  }
}

void Monitor::Impl::load_alarms(MonitorTransaction& transaction, Instant now) {
  for (const auto& alarm : transaction.alarms().open()) load_alarm(transaction, alarm, now);
  store_present_concerns(transaction, now);
  std::vector<alarms::Alarm> kept;
  for (const auto& [thing, t] : things)
    for (const auto& [concern, open_alarm] : t->alarms) kept.push_back(open_alarm.alarm);
  auto courses = courses_of(kept, transaction.alarms(), transaction.deliveries());
  for (const auto& alarm : kept)
    find(alarm.thing)->alarms[alarm.concern].changes = std::move(courses[alarm.id].changes);
  for (auto& [thing, t] : things)
    for (auto& instance : t->rule_instances)
      if (is_up(instance.state.phase) && !t->alarms.contains(instance.rule->concern))
        instance.state.phase = rules::Phase::idle;
}

Result<AlarmChanged> Monitor::Impl::acknowledge(AlarmId id, const Actor& by, std::string note, Instant now) {
  const auto [t, concern] = find_alarm(id);
  if (!t) {
    std::optional<alarms::Alarm> old;
    read([&](MonitorTransaction& transaction) { old = transaction.alarms().get(id); });
    if (!old) return not_found({"没有这条告警，请回到列表", "There is no such alarm: go back to the list"});
    return conflict(
        {"这条告警已经解除，不用再处理", "This alarm is over already: there is nothing left to do"});
  }
  auto acknowledged = alarms::acknowledge_alarm(t->alarms[concern].alarm, by.person, std::move(note), now);
  if (!acknowledged) return acknowledged.error();
  return commit_alarm(*t, *acknowledged, alarms::AlarmChangeKind::acknowledged, nullptr, by, now);
}

}  // namespace cunkou::monitor
