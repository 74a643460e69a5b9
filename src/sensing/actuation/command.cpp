#include "sensing/actuation/command.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/enum_words.hpp"

namespace cunkou::actuation {
namespace {

using enum CommandState;

constexpr Words<CommandState, 9> words{{{requested, "requested"},
                                        {sent, "sent"},
                                        {acknowledged, "acknowledged"},
                                        {running, "running"},
                                        {confirmed, "confirmed"},
                                        {done, "done"},
                                        {failed, "failed"},
                                        {expired, "expired"},
                                        {cancelled, "cancelled"}}};

constexpr Words<Action, 4> actions{
    {{Action::open, "open"}, {Action::close, "close"}, {Action::stop, "stop"}, {Action::set, "set"}}};

bool leads_to(CommandState from, CommandState to) {
  const auto any = [to](std::initializer_list<CommandState> list) {
    return std::ranges::count(list, to) > 0;
  };
  switch (from) {
    case requested:
      return any({sent, failed, expired, cancelled});
    case sent:
      return any({acknowledged, running, confirmed, failed, expired, cancelled});
    case acknowledged:
      return any({running, confirmed, failed, expired, cancelled});
    case running:
      return any({confirmed, failed, cancelled});
    case confirmed:
      return any({done});
    default:
      return false;
  }
}

}  // namespace

std::string_view name(Action action) { return word_of(actions, action); }
std::optional<Action> parse_action(std::string_view text) { return read_word(actions, text); }

std::string_view name(CommandState state) { return word_of(words, state); }
std::optional<CommandState> parse_command_state(std::string_view text) { return read_word(words, text); }

bool is_over(CommandState state) {
  return state == done || state == failed || state == expired || state == cancelled;
}

Result<Command> move_command(const Command& command, const Move& move, Instant now) {
  if (is_over(command.state))
    return conflict({"这条指令已经结束，请重新下达", "This command is over: give a new one"});
  if (!leads_to(command.state, move.to))
    return conflict(format_label("这条指令走不到这一步", "A command that is {0} cannot become {1}",
                                 name(command.state), name(move.to)));
  if (move.to == sent && now >= command.expires)
    return conflict({"这条指令已过期，请重新下达", "This command has expired: give it again"});
  Command next = command;
  next.state = move.to;
  next.changed = now;
  if (is_over(move.to)) next.reason = move.why;
  return next;
}

std::optional<double> target_of(const Command& command) {
  switch (command.action) {
    case Action::open:
      return 100.0;
    case Action::close:
      return 0.0;
    case Action::set:
      return command.position;
    case Action::stop:
      return {};
  }
  return {};
}

Result<void> check_command(const devices::Actuator& actuator, const Command& command) {
  if (command.action != Action::set) {
    if (command.position)
      return invalid({"只有“开到”才要写开度", "A position goes with set only: leave it out"});
    return {};
  }
  if (!command.position || !(*command.position >= 0 && *command.position <= 100))
    return invalid({"请写开度，0（关）到 100（全开）", "Set needs a position from 0 (closed) to 100 (open)"});
  if (!devices::travels(actuator.kind) && *command.position != 0 && *command.position != 100)
    return invalid({"这个只有开和关", "This one is only on or off: write open or close"});
  return {};
}

}  // namespace cunkou::actuation
