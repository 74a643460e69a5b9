#include <algorithm>
#include <cmath>

#include "sensing/actuation/interlock.hpp"
#include "sensing/actuation/limits.hpp"
#include "sensing/monitor/monitor_impl.hpp"

namespace cunkou::monitor {
namespace {

// Rules do not move an actuator for this long after a person's command.
constexpr Duration person_pause = minutes(30);
// Between two automatic commands; doubles after each failure.
constexpr Duration automatic_pause = minutes(1);
constexpr Duration automatic_pause_max = hours(1);
constexpr Duration confirm_grace = minutes(1);    // added to run_max: time for the last report to arrive
constexpr Duration stop_repeat = seconds(5);      // an unanswered stop is repeated: stop is idempotent
constexpr Duration clock_tolerance = minutes(2);  // tolerance between the clock of a device and of the server
constexpr int unanswered_stops_max = 4;           // about 20 minutes after run_max no motor runs any more

bool is_open(const ActuatorRuntime& runtime) {
  return runtime.last && !actuation::is_over(runtime.last->state);
}

actuation::CommandChange command_change(const actuation::Command& command, const Actor& by, std::string why) {
  return {command.id, command.state, command.changed, by.person, std::move(why)};
}

bool is_automatic(const actuation::Command& command) { return !command.person; }

Duration pause_after(int fails) {
  return std::min(automatic_pause * (1 << std::clamp(fails, 0, 6)), automatic_pause_max);
}

actuation::Command command_for(const ThingRuntime& t, const ActuatorRuntime& runtime, double position) {
  actuation::Command command;
  command.thing = t.settings.thing;
  command.actuator = runtime.actuator->name;
  if (devices::travels(runtime.actuator->kind)) {
    command.action = actuation::Action::set;
    command.position = position;
  } else {
    command.action = position > 0 ? actuation::Action::open : actuation::Action::close;
  }
  return command;
}

Label run_max_reason(Duration d) {
  return format_label("已连续运行 {} 分钟", "It has run for {} minutes", (d.count() + 59'999) / 60'000);
}

void record(MonitorTransaction& transaction, const Actor& by, Instant now, std::string_view verb,
            const actuation::Command& command) {
  act_of(transaction, by, now)
      .record(verb, "command:" + std::to_string(command.id.value),
              "{\"thing\":" + std::to_string(command.thing.value) + ",\"actuator\":\"" + command.actuator +
                  "\",\"action\":\"" + std::string(name(command.action)) + "\"}");
}

}  // namespace

std::pair<ThingRuntime*, ActuatorRuntime*> Monitor::Impl::find_command(CommandId id) const {
  for (const auto& [thing, t] : things)
    for (auto& runtime : t->runtimes)
      if (runtime.last && runtime.last->id == id) return {t.get(), &runtime};
  return {nullptr, nullptr};
}

Result<actuation::Command> Monitor::Impl::request(ActuatorRuntime& runtime, actuation::Command command,
                                                  const Actor& by, Instant now) {
  command.person = by.person;
  command.requested = command.changed = now;
  command.expires = now + actuation::limits::command_valid;
  CUNKOU_TRY(actuation::check_command(*runtime.actuator, command));
  CUNKOU_TRY(actuation::permit(*runtime.actuator, runtime.state, command, now));
  std::optional<actuation::Command> old;
  if (is_open(runtime)) {
    if (is_automatic(command) && command.rule != "run_max" && !is_automatic(*runtime.last))
      return conflict({"有人正在操作", "A person's command is under way"});
    const bool too_long = command.rule == "run_max";
    auto moved = actuation::move_command(
        *runtime.last,
        {too_long ? actuation::CommandState::failed : actuation::CommandState::cancelled, by.person,
         to_stored(too_long ? Label{"运行超过最长时间", "It ran for longer than it may"}
                            : Label{"已被新的指令代替", "Replaced by a newer command"})},
        now);
    if (!moved) return moved.error();
    old = *moved;
  }
  std::optional<CommandChanged> replaced;
  if (old) {
    replaced = CommandChanged{{*old, runtime.changes}};
    replaced->course.changes.push_back(command_change(*old, by, old->reason));
  }
  CommandChanged changed;
  write([&](MonitorTransaction& transaction) {
    if (replaced) transaction.commands().put(replaced->course.command, replaced->course.changes.back());
    changed.course = {command, {command_change(command, by, command.why)}};
    changed.course.command.id = transaction.commands().put(command, changed.course.changes.back());
    changed.course.changes.back().command = changed.course.command.id;
    record(transaction, by, now, "request_command", changed.course.command);
  });
  runtime.last = changed.course.command;
  runtime.changes = changed.course.changes;
  if (by.person) runtime.person_at = now;
  if (replaced) changes.push_back(*std::move(replaced));
  changes.push_back(std::move(changed));
  try_send(runtime, now);
  return *runtime.last;
}

Result<actuation::Command> Monitor::Impl::move(ActuatorRuntime& runtime, const actuation::Move& move,
                                               const Actor& by, Instant now) {
  auto next = actuation::move_command(*runtime.last, move, now);
  if (!next) return next;
  const actuation::CommandState before = runtime.last->state;
  const actuation::CommandChange last = command_change(*next, by, move.why);
  write([&](MonitorTransaction& transaction) {
    transaction.commands().put(*next, last);
    if (by.person) record(transaction, by, now, "cancel_command", *next);
  });
  runtime.last = *next;
  runtime.changes.push_back(last);
  changes.push_back(CommandChanged{{*next, runtime.changes}});
  note_move(runtime, before, now);
  return next;
}

// The end of a command affects the motion of its actuator and the time of the next automatic command.
void Monitor::Impl::note_move(ActuatorRuntime& runtime, actuation::CommandState before, Instant now) {
  using actuation::CommandState;
  const actuation::Command& next = *runtime.last;
  if (next.state == CommandState::done) runtime.fails = 0;
  if (next.state != CommandState::failed && next.state != CommandState::expired) return;
  if (is_automatic(next)) runtime.next_attempt = now + pause_after(++runtime.fails);
  if (before == CommandState::sent && (next.state == CommandState::expired || !runtime.before))
    runtime.unconfirmed = true;
  else if (before == CommandState::sent)
    set_motion(runtime, runtime.before->motion, runtime.before->since);
  else if (before != CommandState::requested &&
           (runtime.state.position_at < next.requested || devices::travels(runtime.actuator->kind)))
    set_motion(runtime, actuation::Motion::still, now);
}

void Monitor::Impl::set_motion(ActuatorRuntime& runtime, actuation::Motion motion, Instant at) {
  if (runtime.state.motion == motion) return;
  actuation::ActuatorState next = runtime.state;
  next.motion = motion;
  next.since = at;
  write([&](MonitorTransaction& transaction) { transaction.actuators().put(next); });
  runtime.state = next;
  changes.push_back(ActuatorChanged{next});
}

void Monitor::Impl::motion_reported(ActuatorRuntime& runtime, actuation::Motion motion, Instant at) {
  set_motion(runtime, motion, at);
  runtime.unconfirmed = false;
  runtime.stops = 0;
}

void Monitor::Impl::try_send(ActuatorRuntime& runtime, Instant now) {
  if (!runtime.last || runtime.last->state != actuation::CommandState::requested) return;
  const actuation::Command command = *runtime.last;
  if (const auto allowed = actuation::permit(*runtime.actuator, runtime.state, command, now); !allowed) {
    const bool expired = now >= command.expires;
    (void)move(runtime,
               {expired ? actuation::CommandState::expired : actuation::CommandState::failed,
                {},
                to_stored(allowed.error().reason)},
               {{}, "rule"}, now);
    return;
  }
  if (!collaborators.devices.is_reachable(command)) return;
  const actuation::Motion motion = actuation::direction_of(*runtime.actuator, runtime.state, command);
  if (!move(runtime, {actuation::CommandState::sent, {}, ""}, {{}, "rule"}, now)) return;
  runtime.before = PreviousMotion{runtime.state.motion, runtime.state.since};
  runtime.stop_sent = now;
  if (!collaborators.devices.send(command)) {
    (void)move(runtime,
               {actuation::CommandState::failed, {}, to_stored(sentences_of(command.thing).gone_offline)},
               {{}, "rule"}, now);
    return;
  }
  // The actuator may be moving from now on, reported or not. Only the device itself can report that it has
  // stopped.
  if (motion != actuation::Motion::still) set_motion(runtime, motion, now);
}

void Monitor::Impl::send_stop_again(ActuatorRuntime& runtime, Instant now) {
  if (runtime.last->action != actuation::Action::stop || now - runtime.stop_sent < stop_repeat) return;
  runtime.stop_sent = now;
  if (collaborators.devices.is_reachable(*runtime.last)) (void)collaborators.devices.send(*runtime.last);
}

void Monitor::Impl::progress(ActuatorRuntime& runtime, Instant now) {
  if (!is_open(runtime) || runtime.last->state == actuation::CommandState::requested) return;
  const Actor device{{}, "device"};
  const actuation::CommandState state = runtime.last->state;
  const bool waiting =
      state == actuation::CommandState::sent || state == actuation::CommandState::acknowledged;
  if (runtime.last->action != actuation::Action::stop &&
      actuation::is_reached(runtime.state, *runtime.last)) {
    if (!move(runtime, {actuation::CommandState::confirmed, {}, ""}, device, now)) return;
    if (devices::travels(runtime.actuator->kind)) set_motion(runtime, actuation::Motion::still, now);
    (void)move(runtime, {actuation::CommandState::done, {}, ""}, device, now);
  } else if (waiting && runtime.last->action != actuation::Action::stop &&
             runtime.state.motion != actuation::Motion::still &&
             runtime.state.position_at > runtime.last->changed) {
    (void)move(runtime, {actuation::CommandState::running, {}, ""}, device, now);
  }
}

void Monitor::Impl::check_deadlines(ThingRuntime& t, ActuatorRuntime& runtime, Instant now) {
  if (is_open(runtime)) {
    const actuation::Command& command = *runtime.last;
    const Duration longest = runtime.actuator->run_max + confirm_grace;
    if (command.state == actuation::CommandState::requested) {
      try_send(runtime, now);
    } else if (command.state == actuation::CommandState::sent && now >= command.expires) {
      (void)move(runtime,
                 {actuation::CommandState::expired, {}, to_stored(t.advisor.sentences().not_answered)},
                 {{}, "rule"}, now);
    } else if (command.state == actuation::CommandState::sent) {
      send_stop_again(runtime, now);
    } else if (now - command.changed >= longest) {
      (void)move(runtime,
                 {actuation::CommandState::failed, {}, to_stored(t.advisor.sentences().not_completed)},
                 {{}, "rule"}, now);
    }
  }
  stop_long_run(t, runtime, now);
}

void Monitor::Impl::stop_long_run(ThingRuntime& t, ActuatorRuntime& runtime, Instant now) {
  if (!actuation::has_run_too_long(*runtime.actuator, runtime.state, now)) return;
  if (is_open(runtime) && runtime.last->rule == "run_max") return;
  if (runtime.last && runtime.last->rule == "run_max" &&
      now - runtime.last->requested < pause_after(runtime.stops))
    return;
  if (runtime.stops >= unanswered_stops_max && runtime.unconfirmed &&
      devices::travels(runtime.actuator->kind))
    return motion_reported(runtime, actuation::Motion::still, now);
  actuation::Command command = command_for(t, runtime, 0);
  command.position.reset();
  command.action =
      devices::travels(runtime.actuator->kind) ? actuation::Action::stop : actuation::Action::close;
  command.rule = "run_max";
  command.why = to_stored(run_max_reason(runtime.actuator->run_max));
  if (request(runtime, command, {{}, "rule"}, now)) ++runtime.stops;
}

void Monitor::Impl::run_automatic(ThingRuntime& t, ActuatorRuntime& runtime, Instant now) {
  if (runtime.state.manual || is_open(runtime) || now < runtime.next_attempt) return;
  if (runtime.person_at != Instant{} && now - runtime.person_at < person_pause) return;
  const auto demand =
      t.settings.automatic ? t.demand_for(runtime, now) : t.reverting_demand_for(runtime, now);
  if (!demand) return;
  actuation::Command command = command_for(t, runtime, demand->position);
  const bool at_target = runtime.actuator->reports_position && runtime.state.position
                             ? actuation::is_reached(runtime.state, command)
                             : runtime.last && runtime.last->state == actuation::CommandState::done &&
                                   actuation::target_of(*runtime.last) == actuation::target_of(command);
  if (at_target) return;
  command.rule = demand->rule;
  command.why = to_stored(demand->why);
  runtime.next_attempt = now + pause_after(runtime.fails);
  (void)request(runtime, command, {{}, "rule"}, now);
}

Result<actuation::Command> Monitor::Impl::request(const CommandRequest& wanted, const Actor& by,
                                                  Instant now) {
  const auto t = require(wanted.thing);
  if (!t) return t.error();
  const auto runtime = (*t)->find_runtime(wanted.actuator);
  if (!runtime) return not_found((*t)->advisor.sentences().no_such_actuator);
  actuation::Command command;
  command.thing = wanted.thing;
  command.actuator = wanted.actuator;
  command.action = wanted.action;
  command.position = wanted.position;
  command.why = wanted.why;
  return request((*t)->runtimes[*runtime], std::move(command), by, now);
}

Result<actuation::Command> Monitor::Impl::cancel(CommandId id, const Actor& by, std::string why,
                                                 Instant now) {
  const auto [t, runtime] = find_command(id);
  if (!t || actuation::is_over(runtime->last->state))
    return conflict({"这条指令已经结束，不用取消", "This command is over: there is nothing left to cancel"});
  const actuation::CommandState state = runtime->last->state;
  if (state != actuation::CommandState::requested) return conflict(t->advisor.sentences().already_received);
  return move(*runtime,
              {actuation::CommandState::cancelled, by.person,
               why.empty() ? to_stored({"已撤回", "Taken back"}) : std::move(why)},
              by, now);
}

Result<actuation::Command> Monitor::Impl::answer(ThingId thing, CommandId id, bool accepted,
                                                 std::string reason, Instant now) {
  const auto [t, runtime] = find_command(id);
  if (!t || t->settings.thing != thing)
    return not_found({"没有这条进行中的指令", "No such command is under way"});
  const Actor device{{}, "device"};
  const actuation::CommandState state = runtime->last->state;
  // Another client of the same token may refuse what the controller has accepted.
  if (!accepted && !actuation::is_over(state) && state != actuation::CommandState::requested &&
      state != actuation::CommandState::sent)
    return conflict({"这条指令已经有回应", "This command has been answered already"});
  if (!accepted)
    return move(*runtime,
                {actuation::CommandState::failed,
                 {},
                 reason.empty() ? to_stored(t->advisor.sentences().refused) : std::move(reason)},
                device, now);
  auto moved = move(*runtime, {actuation::CommandState::acknowledged, {}, ""}, device, now);
  if (!moved) return moved;
  runtime->unconfirmed = false;
  if (actuation::direction_of(*runtime->actuator, runtime->state, *runtime->last) == actuation::Motion::still)
    motion_reported(*runtime, actuation::Motion::still, now);
  const bool has_no_feedback =
      !runtime->actuator->reports_position || runtime->last->action == actuation::Action::stop;
  if (has_no_feedback) {
    moved = move(*runtime, {actuation::CommandState::confirmed, {}, ""}, device, now);
    if (moved) moved = move(*runtime, {actuation::CommandState::done, {}, ""}, device, now);
    return moved;
  }
  progress(*runtime, now);
  return *runtime->last;
}

void Monitor::Impl::connected(ThingId thing, Instant now) {
  if (ThingRuntime* t = find(thing))
    for (auto& runtime : t->runtimes) try_send(runtime, now);
}

void Monitor::Impl::observe_motion(ThingId thing, std::string_view actuator, actuation::Motion motion,
                                   Instant at, Instant now) {
  ThingRuntime* t = find(thing);
  const auto found = t ? t->find_runtime(actuator) : std::nullopt;
  if (!found) return;
  ActuatorRuntime& runtime = t->runtimes[*found];
  if (at + clock_tolerance < runtime.state.since) return;
  motion_reported(runtime, motion, std::min(at, now));
  if (!is_open(runtime)) return;
  const bool waiting = runtime.last->state == actuation::CommandState::sent ||
                       runtime.last->state == actuation::CommandState::acknowledged;
  if (waiting && motion == actuation::Motion::still && runtime.last->action == actuation::Action::stop &&
      at >= runtime.last->requested) {
    if (move(runtime, {actuation::CommandState::confirmed, {}, ""}, {{}, "device"}, now))
      (void)move(runtime, {actuation::CommandState::done, {}, ""}, {{}, "device"}, now);
    return;
  }
  if (waiting && motion != actuation::Motion::still &&
      motion == actuation::direction_of(*runtime.actuator, runtime.state, *runtime.last))
    (void)move(runtime, {actuation::CommandState::running, {}, ""}, {{}, "device"}, now);
}

void Monitor::Impl::observe_manual(ThingId thing, std::string_view actuator, bool manual, Instant at,
                                   Instant now) {
  ThingRuntime* t = find(thing);
  if (!t) return;
  for (auto& runtime : t->runtimes) {
    if ((!actuator.empty() && runtime.actuator->name != actuator) || runtime.state.manual == manual) continue;
    if (at + clock_tolerance < runtime.state.manual_at) continue;
    actuation::ActuatorState next = runtime.state;
    next.manual = manual;
    next.manual_at = std::min(at, now);
    write([&](MonitorTransaction& transaction) { transaction.actuators().put(next); });
    runtime.state = next;
    changes.push_back(ActuatorChanged{next});
    if (manual && is_open(runtime))
      (void)move(
          runtime,
          {actuation::CommandState::cancelled, {}, to_stored(t->advisor.sentences().switched_to_manual)},
          {{}, "device"}, now);
  }
}

}  // namespace cunkou::monitor
