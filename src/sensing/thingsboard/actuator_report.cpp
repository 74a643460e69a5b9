#include "sensing/thingsboard/actuator_report.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace cunkou::thingsboard {
namespace {

using actuation::Motion;

constexpr std::string_view moving = "_moving", manual_of_one = "_manual", manual_of_all = "manual";

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

constexpr std::array<std::string_view, 6> on{"true", "1", "1.0", R"("true")", R"("on")", R"("1")"};
constexpr std::array<std::string_view, 7> off{"false",    "0",      "0.0",  R"("false")",
                                              R"("off")", R"("0")", R"("")"};
constexpr std::array<std::string_view, 2> opening{R"("opening")", R"("on")"};
constexpr std::array<std::string_view, 3> still{R"("still")", R"("off")", R"("")"};

std::optional<bool> read_switch(std::string_view value) {
  const auto json = lower_case(value);
  if (is_one_of(json, on)) return true;
  if (is_one_of(json, off)) return false;
  return {};
}

std::optional<Motion> read_motion(std::string_view value) {
  const auto json = lower_case(value);
  if (is_one_of(json, opening)) return Motion::opening;
  if (json == R"("closing")") return Motion::closing;
  if (is_one_of(json, still)) return Motion::still;
  return {};
}

// The name before the ending; empty if there is none.
std::string_view before(std::string_view ending, std::string_view name) {
  return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : std::string_view();
}

}  // namespace

std::optional<StateName> parse_state_name(std::string_view name) {
  if (name == manual_of_all) return StateName{{}, true};
  if (const auto actuator = before(manual_of_one, name); !actuator.empty()) return StateName{actuator, true};
  if (const auto actuator = before(moving, name); !actuator.empty()) return StateName{actuator, false};
  return {};
}

std::optional<actuation::ActuatorReport> read_actuator_report(const StateName& name, std::string_view json,
                                                              Instant at) {
  actuation::ActuatorReport report{std::string(name.actuator), {}, at};
  if (name.manual) {
    const auto turned_on = read_switch(json);
    if (!turned_on) return {};
    report.state = actuation::ManualSwitch{*turned_on};
  } else {
    const auto motion = read_motion(json);
    if (!motion) return {};
    report.state = *motion;
  }
  return report;
}

}  // namespace cunkou::thingsboard
