#include <algorithm>
#include <chrono>

#include "sensing/devices/subject.hpp"
#include "sensing/monitor/monitor_impl.hpp"

namespace cunkou::monitor {
namespace {

constexpr Duration historic_after = minutes(2);  // older readings are historic: they raise and clear nothing
// A power cut may lose this much of the progress of a running hold; its beginning is stored at once.
constexpr Duration states_kept_every = minutes(5);

void restore(ThingRuntime& t, const rules::RuleState& state) {
  for (auto& instance : t.rule_instances)
    if (instance.rule->code == state.rule) instance.state = instance.stored = state;
}

void restore(ThingRuntime& t, const actuation::ActuatorState& state) {
  if (const auto runtime = t.find_runtime(state.actuator)) t.runtimes[*runtime].state = state;
}

void restore_commands(ThingRuntime& t, actuation::CommandStore& commands) {
  constexpr std::size_t recent_commands = 50;
  std::vector<actuation::Command> latest;
  for (const auto& command : commands.list(t.settings.thing, recent_commands)) {
    const auto runtime = t.find_runtime(command.actuator);
    if (!runtime) continue;
    ActuatorRuntime& p = t.runtimes[*runtime];
    if (!p.last) {
      p.last = command;
      latest.push_back(command);
    }
    if (command.person) p.person_at = std::max(p.person_at, command.requested);
  }
  for (auto& course : courses_of(std::move(latest), commands))
    t.runtimes[*t.find_runtime(course.command.actuator)].changes = std::move(course.changes);
}

// Fails a command that the store does not understand, and one of an actuator that the profile has no more:
// nothing else would end them.
void end_stray_command(actuation::CommandStore& commands, const ThingRuntime& t,
                       const actuation::Command& command, const Label& no_such_actuator, Instant now) {
  auto over = command;
  if (!actuation::is_over(command.state)) {
    if (t.find_runtime(command.actuator)) return;
    const auto moved = actuation::move_command(
        command, {actuation::CommandState::failed, {}, to_stored(no_such_actuator)}, now);
    if (!moved) return;
    over = *moved;
  }
  over.changed = now;
  commands.put(over, {over.id, over.state, now, {}, over.reason});
}

}  // namespace

void Monitor::Impl::load(const std::vector<MonitoredThing>& all, Instant now) {
  last_tick.reset();
  collaborators.transactions.write([&](MonitorTransaction& transaction) CUNKOU_REQUIRES(state_mutex) {
    things.clear();
    streams.clear();
    for (const auto& settings : all)
      things[settings.thing] = std::make_unique<ThingRuntime>(settings, advisor_of(settings), definitions);
    for (const auto& own : transaction.rule_overrides().all())
      if (ThingRuntime* t = find(own.thing)) t->overrides[own.rule] = own;
    for (const auto& state : transaction.rule_states().all())
      if (ThingRuntime* t = find(state.thing)) restore(*t, state);
    for (const auto& state : transaction.actuators().all())
      if (ThingRuntime* t = find(state.thing)) restore(*t, state);
    for (const auto& command : transaction.commands().open())
      if (const ThingRuntime* t = find(command.thing))
        end_stray_command(transaction.commands(), *t, command, t->advisor.sentences().no_such_actuator, now);
    for (auto& [thing, t] : things) restore_commands(*t, transaction.commands());
    load_alarms(transaction, now);
  });
  for (auto& [thing, t] : things) {
    t->forget_future(now);
    t->update_settings(now, true);
  }
}

void Monitor::Impl::apply(const MonitoredThing& settings, Instant now) {
  auto& t = things[settings.thing];
  if (t)
    t->apply_settings(settings, definitions);
  else
    t = std::make_unique<ThingRuntime>(settings, advisor_of(settings), definitions);
  t->update_settings(now, true);
  for (auto& instance : t->rule_instances) evaluate_rule(*t, instance, now);
  update_status(*t, now);
}

void Monitor::Impl::forget(ThingId thing, const Actor& by, Instant now) {
  ThingRuntime* t = find(thing);
  if (!t) return;
  write([&](MonitorTransaction& transaction) {
    for (const auto& alarm : transaction.alarms().open())
      if (alarm.thing == thing) forget_alarm(transaction, alarm, by, now);
    for (const auto& command : transaction.commands().open())
      if (command.thing == thing)
        if (auto cancelled_command = actuation::move_command(
                command,
                {actuation::CommandState::cancelled, by.person, to_stored(t->advisor.sentences().removed)},
                now))
          transaction.commands().put(*cancelled_command, {cancelled_command->id, cancelled_command->state,
                                                          now, by.person, cancelled_command->reason});
    transaction.rule_states().forget(thing);
    transaction.rule_overrides().forget(thing);
    transaction.actuators().forget(thing);
    act_of(transaction, by, now).record("forget_thing", devices::subject(thing));
  });
  std::erase_if(streams, [t](const auto& entry) { return entry.second.first == t; });
  things.erase(thing);
}

bool Monitor::Impl::forget_others(const std::set<ThingId>& existing, Instant now) {
  std::vector<ThingId> others;
  for (const auto& [thing, runtime] : things)
    if (!existing.contains(thing)) others.push_back(thing);
  for (const auto thing : others) forget(thing, {}, now);
  return !others.empty();
}

void Monitor::Impl::bind(ThingId thing, std::string_view quantity, StreamId stream) {
  ThingRuntime* t = find(thing);
  if (!t) return;
  QuantityInput& input = t->input(quantity);
  input.stream = stream;
  streams[stream] = {t, static_cast<std::size_t>(&input - t->inputs.data())};
}

void Monitor::Impl::rebind(ThingId thing, const std::map<std::string, StreamId>& by_quantity, Instant now) {
  ThingRuntime* t = find(thing);
  if (!t) return;
  std::erase_if(streams, [t](const auto& entry) { return entry.second.first == t; });
  for (QuantityInput& input : t->inputs) {
    const auto bound = by_quantity.find(input.quantity);
    if (bound == by_quantity.end() || (input.stream && bound->second != input.stream)) input.forget();
  }
  for (const auto& [quantity, stream] : by_quantity) bind(thing, quantity, stream);
  t->update_newest(now + ahead_max);
  Attempts attempt;
  for (RuleInstance& instance : t->rule_instances)
    if (!t->is_measured(*instance.rule))
      attempt([&]() CUNKOU_REQUIRES(state_mutex) { reset_rule_instance(*t, instance, now); });
  attempt.end();
}

void Monitor::Impl::recall(StreamId stream, Instant time, double value) {
  const auto found = streams.find(stream);
  if (found == streams.end()) return;
  auto& [t, index] = found->second;
  QuantityInput& input = t->inputs[index];
  if (input.latest && time < input.latest->time) return;
  t->add_reading(input, {stream, input.quantity, value, time});
  // No status has been reported yet: a thing without data has been so since its newest reading.
  if (t->status == rules::ThingStatus::no_data && t->newest)
    t->status_since = std::min(t->status_since, t->newest->time);
  if (!input.runtime) return;
  t->runtimes[*input.runtime].state.position = value;
  t->runtimes[*input.runtime].state.position_at = time;
}

void Monitor::Impl::observe(StreamId stream, Instant time, double value, Instant now) {
  const auto found = streams.find(stream);
  if (found == streams.end()) return;
  ThingRuntime& t = *found->second.first;
  QuantityInput& input = t.inputs[found->second.second];
  if (input.latest && time < input.latest->time) t.forget_future(input, now);
  if (input.latest && time < input.latest->time) return;
  t.add_reading(input, {stream, input.quantity, value, time});
  Attempts attempt;
  if (input.runtime) {
    ActuatorRuntime& runtime = t.runtimes[*input.runtime];
    const bool changed = runtime.state.position != std::optional(value);
    runtime.state.position = value;
    runtime.state.position_at = time;
    if (changed) runtime.unconfirmed = false;
    if (!devices::travels(runtime.actuator->kind))
      attempt([&]() CUNKOU_REQUIRES(state_mutex) {
        set_motion(runtime, value > 0 ? actuation::Motion::opening : actuation::Motion::still,
                   std::min(time, now));
      });
    attempt([&]() CUNKOU_REQUIRES(state_mutex) { progress(runtime, now); });
    if (changed) changes.push_back(ActuatorChanged{runtime.state});
  }
  const bool historic = now - time > historic_after;
  t.note_arrival(historic, now);
  for (const std::size_t instance : input.rule_instances)
    if (!historic)
      attempt([&]() CUNKOU_REQUIRES(state_mutex) { evaluate_rule(t, t.rule_instances[instance], now); });
    else if (now - time <= t.fresh())
      catch_up(t, t.rule_instances[instance], time);
  attempt.end();
}

void Monitor::Impl::tick(Instant now) {
  Attempts attempt;
  resume_after_pause(now);
  for (auto& [thing, runtime_of] : things) {
    ThingRuntime& t = *runtime_of;
    t.update_settings(now, false);
    attempt([&]() CUNKOU_REQUIRES(state_mutex) { evaluate_all(t, now); });
    attempt([&]() CUNKOU_REQUIRES(state_mutex) { send_due_notices(t, now); });
    for (auto& runtime : t.runtimes) {
      attempt([&]() CUNKOU_REQUIRES(state_mutex) { check_deadlines(t, runtime, now); });
      attempt([&]() CUNKOU_REQUIRES(state_mutex) { run_automatic(t, runtime, now); });
    }
    update_status(t, now);
  }
  attempt([&]() CUNKOU_REQUIRES(state_mutex) { store_states(false); });
  attempt.end();
}

void Monitor::Impl::store_states(bool all) {
  std::vector<rules::RuleState> states;
  std::vector<RuleInstance*> kept;
  for (auto& [thing, t] : things)
    for (auto& instance : t->rule_instances) {
      const rules::RuleState &is = instance.state, &was = instance.stored;
      if (is == was) continue;
      const bool turned = is.phase != was.phase || (is.phase != rules::Phase::idle && is.since != was.since);
      const bool moved = is.anchor_at != was.anchor_at || is.phase != rules::Phase::idle;
      const bool armed = is.anchor_at != Instant{} && was.anchor_at == Instant{};
      if (!all && !turned && !armed && !(moved && std::chrono::abs(is.seen - was.seen) >= states_kept_every))
        continue;
      states.push_back(is);
      kept.push_back(&instance);
    }
  if (states.empty()) return;
  write([&](MonitorTransaction& transaction) { transaction.rule_states().put(states); });
  for (RuleInstance* instance : kept) instance->stored = instance->state;
}

// After downtime, sleep or a clock change no readings could have arrived: silence counts from now.
void Monitor::Impl::resume_after_pause(Instant now) {
  constexpr Duration pause_max = minutes(2);
  if (last_tick && now + ahead_max < *last_tick)
    for (auto& [thing, t] : things) t->forget_future(now);
  const bool continuous = last_tick && now >= *last_tick && now - *last_tick <= pause_max;
  last_tick = now;
  for (auto& [thing, t] : things)
    if (!continuous || !t->expected_since) t->expected_since = now;
  if (continuous) return;
  for (auto& [thing, t] : things)
    for (auto& instance : t->rule_instances)
      if (instance.rule->kind == rules::Kind::silent && !is_up(instance.state.phase) &&
          instance.state.anchor_at != Instant{})
        instance.state.anchor_at = now;
}

}  // namespace cunkou::monitor
