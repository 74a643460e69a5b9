#include <algorithm>
#include <cmath>

#include "base/limits.hpp"
#include "control/interlock.hpp"
#include "control/watch_impl.hpp"

namespace cunkou::control {
namespace {

constexpr Duration person_holds =
    minutes(30);  // after a person's command rules leave the actuator alone for so long
constexpr Duration automatic_pause =
    minutes(1);  // between two tries of the automatic, doubled after each failure
constexpr Duration automatic_pause_max = hours(1);
constexpr Duration confirm_grace = minutes(1);  // over the longest run, for the last report to arrive
constexpr Duration stop_again = seconds(5);     // a stop is sent until it is answered: twice does no harm
constexpr Duration clocks_differ = minutes(2);  // a device's from ours, when it tells what was before
constexpr int stops_in_vain = 4;  // some 20 minutes after the longest run nothing is left to be kept apart

bool is_open(const Post& post) { return post.last && !is_over(post.last->state); }

CommandStep step_of(const Command& command, const By& by, std::string why) {
  return {command.id, command.state, command.changed, by.person, std::move(why)};
}

bool is_automatic(const Command& command) { return !command.person; }

Duration pause_after(int fails) {
  return std::min(automatic_pause * (1 << std::clamp(fails, 0, 6)), automatic_pause_max);
}

Command command_for(const House& h, const Post& post, double position) {
  Command command;
  command.thing = h.greenhouse.thing;
  command.actuator = post.actuator->name;
  if (things::travels(post.actuator->kind)) {
    command.action = Action::set;
    command.position = position;
  } else {
    command.action = position > 0 ? Action::open : Action::close;
  }
  return command;
}

std::string long_run(Duration d) {
  const auto count = std::to_string((d.count() + 59'999) / 60'000);
  return "已连续运行 " + count + " 分钟|It has run for " + count + " minutes";
}

void record(Stores& stores, const By& by, Instant now, std::string_view verb, const Command& command) {
  journal::Act act{by.person, by.via, now, stores.journal};
  act.record(verb, "command:" + std::to_string(command.id.value),
             "{\"thing\":" + std::to_string(command.thing.value) + ",\"actuator\":\"" + command.actuator +
                 "\",\"action\":\"" + std::string(name(command.action)) + "\"}");
}

}  // namespace

std::pair<House*, Post*> Watch::Impl::find_command(CommandId id) const {
  for (const auto& [thing, h] : houses)
    for (auto& post : h->posts)
      if (post.last && post.last->id == id) return {h.get(), &post};
  return {nullptr, nullptr};
}

Result<Command> Watch::Impl::request(House& h, Post& post, Command command, const By& by, Instant now) {
  command.person = by.person;
  command.requested = command.changed = now;
  command.expires = now + limits::command_valid;
  CUNKOU_TRY(check_command(*post.actuator, command));
  CUNKOU_TRY(permit(*post.actuator, post.state, command, now));
  std::optional<Command> old;
  if (is_open(post)) {
    if (is_automatic(command) && command.rule != "run_max" && !is_automatic(*post.last))
      return conflict("有人正在操作|A person's command is under way");
    const bool too_long = command.rule == "run_max";
    auto moved = move_command(*post.last,
                              {too_long ? CommandState::failed : CommandState::cancelled, by.person,
                               too_long ? "运行超过最长时间|It ran for longer than it may"
                                        : "已被新的指令代替|Replaced by a newer command"},
                              now);
    if (!moved) return moved.error();
    old = *moved;
  }
  CommandStep step = step_of(command, by, command.why);
  desk.write([&](Stores& stores) {
    if (old) stores.commands.put(*old, step_of(*old, by, old->reason));
    command.id = stores.commands.put(command, step);
    record(stores, by, now, "request_command", command);
  });
  step.command = command.id;
  post.last = command;
  if (by.person) post.person_at = now;
  if (ears.command) {
    if (old) ears.command(*old, step_of(*old, by, old->reason));
    ears.command(command, step);
  }
  try_send(h, post, now);
  return *post.last;
}

Result<Command> Watch::Impl::move(House&, Post& post, const Move& move, const By& by, Instant now) {
  auto next = move_command(*post.last, move, now);
  if (!next) return next;
  const CommandState old = post.last->state;
  const CommandStep step = step_of(*next, by, move.why);
  desk.write([&](Stores& stores) {
    stores.commands.put(*next, step);
    if (by.person) record(stores, by, now, "cancel_command", *next);
  });
  post.last = *next;
  if (next->state == CommandState::done) post.fails = 0;
  if (next->state == CommandState::failed || next->state == CommandState::expired) {
    if (is_automatic(*next)) post.next_try = now + pause_after(++post.fails);
    if (old == CommandState::sent && (next->state == CommandState::expired || !post.before))
      post.unheard = true;
    else if (old == CommandState::sent)
      set_motion(post, post.before->motion, post.before->since);
    else if (old != CommandState::requested &&
             (post.state.position_at < next->requested || things::travels(post.actuator->kind)))
      set_motion(post, Motion::still, now);
  }
  if (ears.command) ears.command(*next, step);
  return next;
}

void Watch::Impl::set_motion(Post& post, Motion motion, Instant at) {
  if (post.state.motion == motion) return;
  ActuatorState next = post.state;
  next.motion = motion;
  next.since = at;
  desk.write([&](Stores& stores) { stores.commands.put_actuator(next); });
  post.state = next;
  if (ears.actuator) ears.actuator(next);
}

void Watch::Impl::hear(Post& post, Motion motion, Instant at) {
  set_motion(post, motion, at);
  post.unheard = false;
  post.stops = 0;
}

void Watch::Impl::try_send(House& h, Post& post, Instant now) {
  if (!post.last || post.last->state != CommandState::requested) return;
  const Command command = *post.last;
  if (const auto allowed = permit(*post.actuator, post.state, command, now); !allowed) {
    const bool late = now >= command.expires;
    (void)move(h, post, {late ? CommandState::expired : CommandState::failed, {}, allowed.error().reason},
               {{}, "rule"}, now);
    return;
  }
  if (!ears.send || !ears.reaches || !ears.reaches(command)) return;
  const Motion motion = direction_of(*post.actuator, post.state, command);
  if (!move(h, post, {CommandState::sent, {}, ""}, {{}, "rule"}, now)) return;
  post.before = Before{post.state.motion, post.state.since};
  post.stop_sent = now;
  if (!ears.send(command)) {
    (void)move(h, post,
               {CommandState::failed,
                {},
                "棚里刚断了线，没有送到，请再试|The greenhouse has just gone offline: try again"},
               {{}, "rule"}, now);
    return;
  }
  // From here on it may be moving, whether it has said so or not; that it stands, it has to say itself.
  if (motion != Motion::still) set_motion(post, motion, now);
}

void Watch::Impl::send_stop_again(Post& post, Instant now) {
  if (post.last->action != Action::stop || now - post.stop_sent < stop_again) return;
  post.stop_sent = now;
  if (ears.send && ears.reaches && ears.reaches(*post.last)) (void)ears.send(*post.last);
}

void Watch::Impl::progress(House& h, Post& post, Instant now) {
  if (!is_open(post) || post.last->state == CommandState::requested) return;
  const By device{{}, "device"};
  const CommandState state = post.last->state;
  const bool waiting = state == CommandState::sent || state == CommandState::acknowledged;
  if (post.last->action != Action::stop && is_reached(post.state, *post.last)) {
    if (!move(h, post, {CommandState::confirmed, {}, ""}, device, now)) return;
    if (things::travels(post.actuator->kind)) set_motion(post, Motion::still, now);
    (void)move(h, post, {CommandState::done, {}, ""}, device, now);
  } else if (waiting && post.last->action != Action::stop && post.state.motion != Motion::still &&
             post.state.position_at > post.last->changed) {
    (void)move(h, post, {CommandState::running, {}, ""}, device, now);
  }
}

void Watch::Impl::keep_time(House& h, Post& post, Instant now) {
  if (is_open(post)) {
    const Command& command = *post.last;
    const Duration longest = post.actuator->run_max + confirm_grace;
    if (command.state == CommandState::requested) {
      try_send(h, post, now);
    } else if (command.state == CommandState::sent && now >= command.expires) {
      (void)move(h, post,
                 {CommandState::expired, {}, "棚里没有及时回应|The greenhouse did not answer in time"},
                 {{}, "rule"}, now);
    } else if (command.state == CommandState::sent) {
      send_stop_again(post, now);
    } else if (now - command.changed >= longest) {
      (void)move(h, post,
                 {CommandState::failed, {}, "棚里没有报告完成|The greenhouse did not report that it is done"},
                 {{}, "rule"}, now);
    }
  }
  stop_long_run(h, post, now);
}

void Watch::Impl::stop_long_run(House& h, Post& post, Instant now) {
  if (!has_run_too_long(*post.actuator, post.state, now)) return;
  if (is_open(post) && post.last->rule == "run_max") return;
  if (post.last && post.last->rule == "run_max" && now - post.last->requested < pause_after(post.stops))
    return;
  if (post.stops >= stops_in_vain && post.unheard && things::travels(post.actuator->kind))
    return hear(post, Motion::still, now);
  Command command = command_for(h, post, 0);
  command.position.reset();
  command.action = things::travels(post.actuator->kind) ? Action::stop : Action::close;
  command.rule = "run_max";
  command.why = long_run(post.actuator->run_max);
  if (request(h, post, command, {{}, "rule"}, now)) ++post.stops;
}

void Watch::Impl::automate(House& h, Post& post, Instant now) {
  if (post.state.manual || is_open(post) || now < post.next_try) return;
  if (post.person_at != Instant{} && now - post.person_at < person_holds) return;
  const auto wish = h.greenhouse.automatic ? h.wish_for(post, now) : h.undo_for(post, now);
  if (!wish) return;
  Command command = command_for(h, post, wish->position);
  const bool there = post.actuator->reports_position && post.state.position
                         ? is_reached(post.state, command)
                         : post.last && post.last->state == CommandState::done &&
                               target_of(*post.last) == target_of(command);
  if (there) return;
  command.rule = wish->rule;
  command.why = wish->why;
  post.next_try = now + pause_after(post.fails);
  (void)request(h, post, command, {{}, "rule"}, now);
}

Result<Command> Watch::request(const CommandRequest& wanted, const By& by, Instant now) {
  const auto h = impl_->need(wanted.thing);
  if (!h) return h.error();
  const auto post = (*h)->find_post(wanted.actuator);
  if (!post) return not_found("这个大棚没有这个设备|This greenhouse has no such thing to move");
  Command command;
  command.thing = wanted.thing;
  command.actuator = wanted.actuator;
  command.action = wanted.action;
  command.position = wanted.position;
  command.why = wanted.why;
  return impl_->request(**h, (*h)->posts[*post], command, by, now);
}

Result<Command> Watch::cancel(CommandId id, const By& by, std::string why, Instant now) {
  const auto [h, post] = impl_->find_command(id);
  if (!h || is_over(post->last->state))
    return conflict("这条指令已经结束，不用取消|This command is over: there is nothing left to cancel");
  const CommandState state = post->last->state;
  if (state != CommandState::requested)
    return conflict("棚里已经收到，要停请按停|The greenhouse has it already: press stop instead");
  return impl_->move(*h, *post,
                     {CommandState::cancelled, by.person, why.empty() ? "已撤回|Taken back" : std::move(why)},
                     by, now);
}

Result<Command> Watch::answer(ThingId thing, CommandId id, bool accepted, std::string reason, Instant now) {
  const auto [h, post] = impl_->find_command(id);
  if (!h || h->greenhouse.thing != thing)
    return not_found("没有这条进行中的指令|No such command is under way");
  const By device{{}, "device"};
  if (!accepted)
    return impl_->move(*h, *post,
                       {CommandState::failed,
                        {},
                        reason.empty() ? "棚里拒绝执行|The greenhouse refused" : std::move(reason)},
                       device, now);
  auto moved = impl_->move(*h, *post, {CommandState::acknowledged, {}, ""}, device, now);
  if (!moved) return moved;
  post->unheard = false;
  if (direction_of(*post->actuator, post->state, *post->last) == Motion::still)
    impl_->hear(*post, Motion::still, now);
  const bool blind = !post->actuator->reports_position || post->last->action == Action::stop;
  if (blind) {
    moved = impl_->move(*h, *post, {CommandState::confirmed, {}, ""}, device, now);
    if (moved) moved = impl_->move(*h, *post, {CommandState::done, {}, ""}, device, now);
    return moved;
  }
  impl_->progress(*h, *post, now);
  return *post->last;
}

void Watch::connected(ThingId thing, Instant now) {
  if (House* h = impl_->house(thing))
    for (auto& post : h->posts) impl_->try_send(*h, post, now);
}

void Watch::observe_motion(ThingId thing, std::string_view actuator, Motion motion, Instant at, Instant now) {
  House* h = impl_->house(thing);
  const auto found = h ? h->find_post(actuator) : std::nullopt;
  if (!found) return;
  Post& post = h->posts[*found];
  if (at + clocks_differ < post.state.since) return;
  impl_->hear(post, motion, std::min(at, now));
  if (!is_open(post)) return;
  const bool waiting =
      post.last->state == CommandState::sent || post.last->state == CommandState::acknowledged;
  if (waiting && motion == Motion::still && post.last->action == Action::stop && at >= post.last->requested) {
    if (impl_->move(*h, post, {CommandState::confirmed, {}, ""}, {{}, "device"}, now))
      (void)impl_->move(*h, post, {CommandState::done, {}, ""}, {{}, "device"}, now);
    return;
  }
  if (waiting && motion != Motion::still && motion == direction_of(*post.actuator, post.state, *post.last))
    (void)impl_->move(*h, post, {CommandState::running, {}, ""}, {{}, "device"}, now);
}

void Watch::observe_manual(ThingId thing, std::string_view actuator, bool manual, Instant at, Instant now) {
  House* h = impl_->house(thing);
  if (!h) return;
  for (auto& post : h->posts) {
    if ((!actuator.empty() && post.actuator->name != actuator) || post.state.manual == manual) continue;
    if (at + clocks_differ < post.state.manual_at) continue;
    ActuatorState next = post.state;
    next.manual = manual;
    next.manual_at = std::min(at, now);
    impl_->desk.write([&](Stores& stores) { stores.commands.put_actuator(next); });
    post.state = next;
    if (impl_->ears.actuator) impl_->ears.actuator(next);
    if (manual && is_open(post))
      (void)impl_->move(
          *h, post,
          {CommandState::cancelled, {}, "棚里打到了手动|The hand switch was turned in the greenhouse"},
          {{}, "device"}, now);
  }
}

}  // namespace cunkou::control
