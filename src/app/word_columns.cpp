#include "app/word_columns.hpp"

#include <array>

#include "access/may.hpp"
#include "core/places/place.hpp"
#include "sensing/actuation/actuator_state.hpp"
#include "sensing/actuation/command.hpp"
#include "sensing/alarms/alarm_step.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/rules/rule.hpp"
#include "sensing/rules/severity.hpp"

namespace cunkou::app {
namespace {

// For a parser that returns an optional.
template <auto parse>
constexpr auto parses = [](std::string_view word) { return parse(word).has_value(); };

bool is_motion(std::string_view word) { return word == name(actuation::parse_motion(word)); }

bool is_notice_kind(std::string_view word) {
  using enum notifications::NoticeKind;
  return word == name(first) || word == name(repeat) || word == name(escalation);
}

const std::array columns{
    sql::WordColumn{"places", "level", "id", parses<places::parse_level>},
    sql::WordColumn{"roles", "role", "id", parses<access::parse_role>},
    sql::WordColumn{"invitations", "role", "id", parses<access::parse_role>},
    sql::WordColumn{"alarms", "severity", "id", parses<rules::parse_severity>},
    sql::WordColumn{"alarm_steps", "severity", "alarm", parses<rules::parse_severity>},
    sql::WordColumn{"alarm_steps", "change", "alarm", parses<alarms::parse_alarm_change>},
    sql::WordColumn{"rule_states", "phase", "thing", parses<rules::parse_phase>},
    sql::WordColumn{"rule_overrides", "severity", "thing", parses<rules::parse_severity>},
    sql::WordColumn{"commands", "action", "id", parses<actuation::parse_action>},
    sql::WordColumn{"commands", "state", "id", parses<actuation::parse_command_state>},
    sql::WordColumn{"command_steps", "state", "command", parses<actuation::parse_command_state>},
    sql::WordColumn{"actuators", "motion", "thing", is_motion},
    sql::WordColumn{"channels", "kind", "id", parses<notifications::parse_channel_kind>},
    sql::WordColumn{"channels", "min_severity", "id", parses<rules::parse_severity>},
    sql::WordColumn{"channels", "escalation_step", "id", notifications::is_escalation_step},
    sql::WordColumn{"deliveries", "kind", "id", is_notice_kind},
    sql::WordColumn{"deliveries", "state", "id", parses<notifications::parse_delivery_state>},
};

}  // namespace

std::span<const sql::WordColumn> word_columns() { return columns; }

std::vector<sql::WordColumn> definition_columns(const Definitions& definitions) {
  const auto is_profile = [&](std::string_view word) { return definitions.profile(word) != nullptr; };
  const auto is_crop = [&](std::string_view word) { return definitions.crop(word) != nullptr; };
  return {{"devices", "profile", "id", is_profile},
          {"greenhouse_settings", "profile", "thing", is_profile},
          {"greenhouse_settings", "crop", "thing", is_crop}};
}

}  // namespace cunkou::app
