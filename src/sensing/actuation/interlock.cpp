#include "sensing/actuation/interlock.hpp"

#include <fmt/format.h>

#include <cmath>

namespace cunkou::actuation {
namespace {

constexpr double close_enough = 2.0;  // percent: play of the rack and of the end switch

Error wait_error(std::string_view zh, std::string_view en, Duration left) {
  const auto s = (left.count() + 999) / 1000;
  const bool brief = s < 90;
  const auto count = brief ? s : (s + 59) / 60;
  return conflict({fmt::format("{}{} {}", zh, count, brief ? "秒" : "分钟"),
                   fmt::format("{}{} {}", en, count, brief ? "seconds" : "minutes")});
}

bool opposite(Motion a, Motion b) { return a != Motion::still && b != Motion::still && a != b; }

}  // namespace

Motion direction_of(const devices::Actuator& actuator, const ActuatorState& state, const Command& command) {
  const auto target = target_of(command);
  if (!target) return Motion::still;
  if (!devices::travels(actuator.kind)) return *target > 0 ? Motion::opening : Motion::still;
  if (command.action == Action::open) return Motion::opening;
  if (command.action == Action::close) return Motion::closing;
  if (!state.position) return *target >= 50 ? Motion::opening : Motion::closing;
  if (std::abs(*target - *state.position) <= close_enough) return Motion::still;
  return *target > *state.position ? Motion::opening : Motion::closing;
}

Result<void> permit(const devices::Actuator& actuator, const ActuatorState& state, const Command& command,
                    Instant now) {
  if (now >= command.expires)
    return conflict({"这条指令已过期，请重新下达", "This command has expired: give it again"});
  if (state.manual)
    return conflict(
        {"棚里打在手动，先把手动开关松开", "The manual switch in the greenhouse is on: turn it off first"});
  const Motion wanted = direction_of(actuator, state, command);
  const Duration since_change = now - state.since;
  if (state.motion != Motion::still) {
    if (opposite(state.motion, wanted))
      return conflict(state.motion == Motion::opening
                          ? Label{"正在打开，先按停", "It is opening: stop it first"}
                          : Label{"正在关闭，先按停", "It is closing: stop it first"});
    if (command.action == Action::set && devices::travels(actuator.kind) && state.position_at <= state.since)
      return conflict(
          {"还在动，不知道到了哪里，先按停", "It is moving and its position is unknown: stop it first"});
    const bool by_person = static_cast<bool>(command.person);
    if (wanted == Motion::still && !by_person && command.rule != "run_max" && since_change < actuator.on_min)
      return wait_error("刚启动，再等 ", "It has just started: wait ", actuator.on_min - since_change);
    return {};
  }
  if (wanted != Motion::still && state.since != Instant{} && since_change < actuator.off_min)
    return wait_error("电机要歇一下，再等 ", "Its motor must rest: wait ", actuator.off_min - since_change);
  return {};
}

bool has_run_too_long(const devices::Actuator& actuator, const ActuatorState& state, Instant now) {
  return actuator.run_max > Duration{0} && state.motion != Motion::still &&
         now - state.since >= actuator.run_max;
}

bool is_reached(const ActuatorState& state, const Command& command) {
  const auto target = target_of(command);
  if (!target) return state.motion == Motion::still;
  return state.position && std::abs(*state.position - *target) <= close_enough;
}

}  // namespace cunkou::actuation
