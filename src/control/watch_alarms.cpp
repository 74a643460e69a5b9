#include <algorithm>
#include <chrono>

#include "control/watch_impl.hpp"

namespace cunkou::control {
namespace {

// A hold that is running may lose this much of what it saw when the power goes; its beginning is kept at
// once.
constexpr Duration states_kept_every = minutes(5);

// An alarm that eases and is worse again so soon is the same event: nobody is told anew.
constexpr Duration swing = hours(1);

bool needs_time(const Seat& seat) {
  const bool level = seat.rule->kind != Kind::silent && seat.rule->kind != Kind::stuck;
  return !level || is_derived(seat.rule->quantity) || seat.state.phase != Phase::quiet || !seat.setting;
}

journal::Act act_of(Stores& stores, const By& by, Instant now) {
  return {by.person, by.via, now, stores.journal};
}

std::string subject_of(AlarmId id) { return "alarm:" + std::to_string(id.value); }

std::string details_of(const Alarm& alarm) {
  return "{\"thing\":" + std::to_string(alarm.thing.value) + ",\"rule\":\"" + alarm.rule +
         "\",\"severity\":\"" + std::string(name(alarm.severity)) + "\"}";
}

std::string verb_of(AlarmChange change) {
  switch (change) {
    case AlarmChange::raised:
      return "raise_alarm";
    case AlarmChange::worsened:
      return "worsen_alarm";
    case AlarmChange::eased:
      return "ease_alarm";
    case AlarmChange::acknowledged:
      return "acknowledge_alarm";
    case AlarmChange::cleared:
      return "clear_alarm";
    case AlarmChange::told:
      return "tell_alarm";
  }
  return "raise_alarm";
}

void withdraw_deliveries(Stores& stores, AlarmId alarm, const std::string& why) {
  for (const auto& delivery : stores.deliveries.of(alarm))
    if (delivery.state == DeliveryState::waiting) stores.deliveries.put(withdrawn(delivery, why));
}

// What still waits for a gateway says less than the newer notice for the same person over the same channel.
void withdraw_replaced(Stores& stores, AlarmId alarm, const std::vector<Delivery>& newer) {
  if (newer.empty()) return;
  for (const auto& old : stores.deliveries.of(alarm)) {
    const bool replaced = std::ranges::any_of(newer, [&](const Delivery& one) {
      return one.person == old.person && one.channel_id == old.channel_id && one.channel == old.channel;
    });
    if (replaced && old.state == DeliveryState::waiting)
      stores.deliveries.put(withdrawn(old, "已由新的通知代替|a newer notice has replaced it"));
  }
}

}  // namespace

void Watch::Impl::judge(House& h, Seat& seat, Instant now) {
  const Inputs in = h.inputs_for(*seat.rule, h.climate, now);
  const Evaluation found = evaluate(*seat.rule, seat.setting, seat.state, in, now);
  if (!found.event || found.event->what != Event::What::raised) h.unstored.erase(seat.rule->code);
  if (found.event) {
    try {
      settle_event(h, seat, found, now);
    } catch (...) {
      if (found.event->what == Event::What::raised)
        h.unstored.try_emplace(seat.rule->code, raise_alarm(finding_of(h, seat, found.explanation), now));
      if (seat.state.phase == Phase::quiet && in.latest) {  // else the next reading would begin the hold anew
        seat.state.phase = Phase::pending;
        seat.state.since = std::min(in.latest->time, now);
      }
      throw;
    }
  }
  h.unstored.erase(seat.rule->code);
  seat.state = found.state;
}

// What an old reading says moves the rule on, but raises and clears nothing: the newest will.
void Watch::Impl::catch_up(const House& h, Seat& seat, Instant then) {
  const Evaluation found =
      evaluate(*seat.rule, seat.setting, seat.state, h.inputs_for(*seat.rule, h.climate, then), then);
  if (!found.event) seat.state = found.state;
  seat.state.seen = found.state.seen;
}

void Watch::Impl::judge_all(House& h, Instant now) {
  h.climate = h.climate_at(now);
  if (h.is_catching_up(now)) return;
  h.late_since.reset();
  const bool caught_up = std::exchange(h.behind, false);
  Attempts attempt;
  for (auto& seat : h.seats)
    if (caught_up || needs_time(seat)) attempt([&] { judge(h, seat, now); });
  attempt.end();
}

Finding Watch::Impl::finding_of(const House& h, const Seat& seat, const Explanation& told) const {
  Finding finding;
  finding.thing = h.greenhouse.thing;
  finding.rule = seat.rule->code;
  finding.concern = seat.rule->concern;
  finding.severity = seat.setting ? seat.setting->severity : seat.rule->severity;
  finding.value = told.value.value_or(0);
  if (seat.setting) {
    finding.threshold = seat.setting->threshold;
    finding.hold = seat.setting->hold;
  }
  finding.looked = told.looked;
  return finding;
}

bool Watch::Impl::is_worse(Severity a, std::string_view rule_a, Severity b, std::string_view rule_b) const {
  const auto grade = [&](std::string_view code) {
    const Rule* rule = book.rules.find(code);
    return rule ? rule->grade : 0;
  };
  return std::pair(a, grade(rule_a)) > std::pair(b, grade(rule_b));
}

void Watch::Impl::settle_event(House& h, Seat& seat, const Evaluation& found, Instant now) {
  const By rule{{}, "rule"};
  const auto standing = h.alarms.find(seat.rule->concern);
  const bool open = standing != h.alarms.end();
  if (found.event->what == Event::What::raised) {
    Explanation told = found.explanation;
    told.value = found.event->value;
    const Finding finding = finding_of(h, seat, told);
    if (!open)
      return commit_alarm(h, raise_alarm(finding, now), AlarmChange::raised, &found.state, rule, now);
    const Standing& old = standing->second;
    if (!is_worse(finding.severity, finding.rule, old.alarm.severity, old.alarm.rule)) return;
    const bool swings = old.eased && now - *old.eased < swing &&
                        !is_worse(finding.severity, finding.rule, old.worst_severity, old.worst);
    const Alarm worse = swings ? ease_alarm(old.alarm, finding) : worsen_alarm(old.alarm, finding);
    commit_alarm(h, worse, AlarmChange::worsened, &found.state, rule, now);
    return;
  }
  if (!open) return;
  const Seat* left = nullptr;
  for (const auto& other : h.seats) {
    if (&other == &seat || other.rule->concern != seat.rule->concern || !is_up(other.state.phase) ||
        !other.setting)
      continue;
    if (!left ||
        is_worse(other.setting->severity, other.rule->code, left->setting->severity, left->rule->code))
      left = &other;
  }
  const Alarm& alarm = standing->second.alarm;
  if (!left)
    return commit_alarm(h, clear_alarm(alarm, found.event->why, now), AlarmChange::cleared, &found.state,
                        rule, now);
  if (alarm.rule != seat.rule->code) return;
  const auto look =
      evaluate(*left->rule, left->setting, left->state, h.inputs_for(*left->rule, h.climate, now), now);
  commit_alarm(h, ease_alarm(alarm, finding_of(h, *left, look.explanation)), AlarmChange::eased, &found.state,
               rule, now);
}

void Watch::Impl::let_go(House& h, Seat& seat, Instant now) {
  Evaluation gone;
  gone.state.thing = seat.state.thing;
  gone.state.rule = seat.state.rule;
  if (is_up(seat.state.phase)) {
    gone.event = Event{Event::What::cleared, 0, "forgotten"};
    settle_event(h, seat, gone, now);
  }
  seat.state = gone.state;
}

// A rung on which nobody stands hands the notice on to the next on which somebody does, at once and whatever
// the severity: an alarm that the ladder lets reach nobody is not told at all.
std::vector<Delivery> Watch::Impl::deliveries_of(const Plan& plan) const {
  std::vector<Delivery> all;
  if (!ears.deliveries) return all;
  std::vector<std::string> told;
  for (const auto& notice : plan.send) told.push_back(notice.rung);
  const auto tell = [&](const Notice& notice) {
    bool reached = false;
    for (auto& delivery : ears.deliveries(notice, plan.after)) {
      reached = reached || delivery.person;
      if (delivery.person && delivery.state == DeliveryState::waiting)
        delivery.next_try = std::max(delivery.next_try, notice.people_at);
      all.push_back(std::move(delivery));
    }
    return reached;
  };
  for (const auto& notice : plan.send) {
    if (tell(notice)) continue;
    auto rung = std::ranges::find(book.ladder.rungs, notice.rung, &Rung::name);
    for (; rung != book.ladder.rungs.end(); ++rung) {
      if (std::ranges::count(told, rung->name)) continue;
      Notice handed = notice;
      handed.rung = rung->name;
      handed.kind = NoticeKind::escalation;
      handed.people_at = notice.at;
      told.push_back(rung->name);
      if (tell(handed)) break;
    }
  }
  return all;
}

void Watch::Impl::commit_alarm(House& h, const Alarm& alarm, AlarmChange change, const RuleState* state,
                               const By& by, Instant now) {
  Plan plan = next_notices(alarm, book.ladder, h.greenhouse.quiet, now);
  std::vector<Delivery> deliveries = deliveries_of(plan);
  const bool over = change == AlarmChange::acknowledged || change == AlarmChange::cleared;
  desk.write([&](Stores& stores) {
    plan.after.id = stores.alarms.put(plan.after);
    if (change != AlarmChange::told) stores.alarms.add_step(step_of(plan.after, change, now));
    if (state) stores.rules.put_states({state, 1});
    if (over) withdraw_deliveries(stores, plan.after.id, std::string(name(change)));
    withdraw_replaced(stores, plan.after.id, deliveries);
    for (auto& delivery : deliveries) {
      delivery.alarm = plan.after.id;
      stores.deliveries.put(delivery);
    }
    if (change != AlarmChange::told)
      act_of(stores, by, now).record(verb_of(change), subject_of(plan.after.id), details_of(plan.after));
  });
  const Alarm kept = plan.after;
  if (kept.cleared) {
    h.alarms.erase(kept.concern);
  } else {
    Standing& standing = h.alarms[kept.concern];
    standing.alarm = kept;
    standing.again = plan.again;
    if (change == AlarmChange::eased) standing.eased = now;
    if (!plan.send.empty() && is_worse(kept.severity, kept.rule, standing.worst_severity, standing.worst))
      standing.worst = kept.rule, standing.worst_severity = kept.severity;
  }
  if (ears.alarm) ears.alarm(kept, change);
  if (!deliveries.empty() && ears.delivery_due) ears.delivery_due();
  update_verdict(h, now);
}

// With the value of now where it still is beyond the threshold; else as it was last told.
Alarm Watch::Impl::as_it_stands(const House& h, const Alarm& alarm, Instant now) const {
  const auto seat = std::ranges::find_if(h.seats, [&](const Seat& s) { return s.rule->code == alarm.rule; });
  if (seat == h.seats.end()) return alarm;
  const auto look =
      evaluate(*seat->rule, seat->setting, seat->state, h.inputs_for(*seat->rule, h.climate, now), now);
  Alarm stands = look.explanation.holds ? ease_alarm(alarm, finding_of(h, *seat, look.explanation)) : alarm;
  stands.recovering = seat->state.phase == Phase::clearing && !look.explanation.holds;
  return stands;
}

void Watch::Impl::think_of_notices(House& h, Instant now) {
  std::vector<Alarm> due;
  for (const auto& [concern, standing] : h.alarms)
    if (standing.again && *standing.again <= now)
      if (auto alarm = as_it_stands(h, standing.alarm, now); !alarm.recovering)
        due.push_back(std::move(alarm));
  for (const auto& alarm : due) {
    const Plan plan = next_notices(alarm, book.ladder, h.greenhouse.quiet, now);
    if (plan.send.empty())
      h.alarms[alarm.concern].again = plan.again;
    else
      commit_alarm(h, alarm, AlarmChange::told, nullptr, {{}, "rule"}, now);
  }
}

void Watch::Impl::update_verdict(House& h, Instant now) {
  const Verdict verdict = h.judge_verdict(now);
  if (verdict == h.verdict && h.verdict_since != Instant{}) return;
  const bool first = h.verdict_since == Instant{};
  h.verdict = verdict;
  h.verdict_since = now;
  if (first && verdict == Verdict::lost && h.newest) h.verdict_since = std::min(now, h.newest->time);
  if (first)
    for (const auto& [concern, standing] : h.alarms)
      if (verdict_of(standing.alarm.severity) == verdict)
        h.verdict_since = std::min(h.verdict_since, standing.alarm.raised);
  if (ears.verdict) ears.verdict(h.greenhouse.thing, verdict, h.verdict_since);
}

// Nobody listened while the program was down, the machine slept or its clock was put right: silence counts
// from now.
void Watch::Impl::wake(Instant now) {
  constexpr Duration nap = minutes(2);
  if (last_tick && now + ahead_max < *last_tick)
    for (auto& [thing, h] : houses) h->forget_future(now);
  const bool awake = last_tick && now >= *last_tick && now - *last_tick <= nap;
  last_tick = now;
  for (auto& [thing, h] : houses)
    if (!awake || !h->awaited) h->awaited = now;
  if (awake) return;
  for (auto& [thing, h] : houses)
    for (auto& seat : h->seats)
      if (seat.rule->kind == Kind::silent && !is_up(seat.state.phase) && seat.state.anchor_at != Instant{})
        seat.state.anchor_at = now;
}

void Watch::Impl::keep_states(bool all) {
  std::vector<RuleState> states;
  std::vector<Seat*> kept;
  for (auto& [thing, h] : houses)
    for (auto& seat : h->seats) {
      const RuleState &is = seat.state, &was = seat.stored;
      if (is == was) continue;
      const bool turned = is.phase != was.phase || (is.phase != Phase::quiet && is.since != was.since);
      const bool moved = is.anchor_at != was.anchor_at || is.phase != Phase::quiet;
      const bool armed = is.anchor_at != Instant{} && was.anchor_at == Instant{};
      if (!all && !turned && !armed && !(moved && std::chrono::abs(is.seen - was.seen) >= states_kept_every))
        continue;
      states.push_back(is);
      kept.push_back(&seat);
    }
  if (states.empty()) return;
  desk.write([&](Stores& stores) { stores.rules.put_states(states); });
  for (Seat* seat : kept) seat->stored = seat->state;
}

std::pair<House*, std::string> Watch::Impl::find_alarm(AlarmId id) const {
  for (const auto& [thing, h] : houses)
    for (const auto& [concern, standing] : h->alarms)
      if (standing.alarm.id == id) return {h.get(), concern};
  return {nullptr, {}};
}

void Watch::Impl::forget_alarm(Stores& stores, const Alarm& alarm, Instant now) {
  const Alarm over = clear_alarm(alarm, "forgotten", now);
  stores.alarms.put(over);
  stores.alarms.add_step(step_of(over, AlarmChange::cleared, now));
}

void Watch::Impl::load_alarms(Stores& stores, Instant now) {
  for (auto& alarm : stores.alarms.open()) {
    House* h = house(alarm.thing);
    const auto seat =
        h ? std::ranges::find_if(h->seats, [&](const Seat& s) { return s.rule->code == alarm.rule; })
          : std::vector<Seat>::iterator{};
    if (!h || seat == h->seats.end() || h->alarms.contains(alarm.concern)) {
      forget_alarm(stores, alarm, now);
      continue;
    }
    if (!is_up(seat->state.phase)) {
      seat->state.phase = Phase::raised;
      seat->state.since = alarm.raised;
    }
    h->alarms[alarm.concern] = {alarm, now, {}, alarm.rule, alarm.severity};
  }
  for (auto& [thing, h] : houses)
    for (auto& seat : h->seats)
      if (is_up(seat.state.phase) && !h->alarms.contains(seat.rule->concern)) seat.state.phase = Phase::quiet;
}

Result<Alarm> Watch::acknowledge(AlarmId id, const By& by, std::string note, Instant now) {
  const auto [h, concern] = impl_->find_alarm(id);
  if (!h) {
    std::optional<Alarm> old;
    impl_->desk.read([&](Stores& stores) { old = stores.alarms.get(id); });
    if (!old) return not_found("没有这条告警，请回到列表|There is no such alarm: go back to the list");
    return conflict("这条告警已经解除，不用再处理|This alarm is over already: there is nothing left to do");
  }
  auto taken = acknowledge_alarm(h->alarms[concern].alarm, by.person, std::move(note), now);
  if (!taken) return taken.error();
  impl_->commit_alarm(*h, *taken, AlarmChange::acknowledged, nullptr, by, now);
  return taken;
}

}  // namespace cunkou::control
