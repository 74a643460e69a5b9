#include "sensing/notifications/add_channel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace cunkou::notifications {
namespace {

Result<void> check_command(const std::vector<std::string>& operator_programs, const std::string& command) {
  if (std::ranges::find(operator_programs, command) != operator_programs.end()) return {};
  return invalid(format_label("没有绑定名为「{}」的命令，请运维员在配置的 notify.commands 中设置",
                              "no command is bound under the name {}: the operator sets it in the "
                              "configuration, under notify.commands",
                              command));
}

Result<Channel> channel_from(const std::vector<std::string>& operator_programs, const AddChannel& add) {
  Channel out;
  const auto kind = parse_channel_kind(add.kind);
  if (!kind)
    return invalid({"kind 应为 webhook、wecom 或 command", "kind must be webhook, wecom or command"});
  out.kind = *kind;
  CUNKOU_TRY_VALUE(called, parse_name(add.name));
  out.name = called;
  if (trimmed(add.target).empty()) return invalid({"请填写 target", "give target as a text"});
  out.target = add.target;
  if (out.kind == ChannelKind::command) CUNKOU_TRY(check_command(operator_programs, out.target));
  if (add.min_severity) {
    const auto least = rules::parse_severity(*add.min_severity);
    if (!least)
      return invalid(
          {"minSeverity 应为 watch、no_data 或 danger", "minSeverity must be watch, no_data or danger"});
    out.min_severity = *least;
  }
  if (add.escalation_step) {
    if (!is_escalation_step(*add.escalation_step))
      return invalid({"escalationStep 应为 household、technician 或 village",
                      "escalationStep must be household, technician or village"});
    out.escalation_step = *add.escalation_step;
  }
  return out;
}

}  // namespace

Result<Channel> add_channel(journal::Act& act, ChannelStore& channels, const ChannelTrial& trial,
                            const std::vector<std::string>& operator_programs, const places::Place& place,
                            const AddChannel& add) {
  CUNKOU_TRY_VALUE(channel, channel_from(operator_programs, add));
  CUNKOU_TRY(trial.check(channel));
  channel.place = place.id;
  channel.id = channels.put(channel);
  act.record("add_channel", subject(channel.id),
             fmt::format(R"({{"place":"{}","kind":"{}"}})", place.code, name(channel.kind)));
  return channel;
}

}  // namespace cunkou::notifications
