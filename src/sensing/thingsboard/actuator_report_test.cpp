#include "sensing/thingsboard/actuator_report.hpp"

#include <gtest/gtest.h>

namespace cunkou::thingsboard {
namespace {

using actuation::ManualSwitch;
using actuation::Motion;

constexpr Instant now{1'700'000'000'000};

std::optional<bool> switch_of(std::string_view json) {
  const auto report = read_actuator_report({"vent", true}, json, now);
  if (!report) return {};
  return std::get<ManualSwitch>(report->state).on;
}

std::optional<Motion> motion_of(std::string_view json) {
  const auto report = read_actuator_report({"vent", false}, json, now);
  if (!report) return {};
  return std::get<Motion>(report->state);
}

TEST(ParseStateName, SplitsTheActuatorFromTheState) {
  const auto one = parse_state_name("roller_shutter_manual");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->actuator, "roller_shutter");
  EXPECT_TRUE(one->manual);
  const auto all = parse_state_name("manual");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->actuator, "");
  EXPECT_TRUE(all->manual);
  const auto motion = parse_state_name("vent_moving");
  ASSERT_TRUE(motion);
  EXPECT_EQ(motion->actuator, "vent");
  EXPECT_FALSE(motion->manual);
}

TEST(ParseStateName, RefusesOtherNames) {
  for (auto name : {"", "moving", "_moving", "_manual", "ventmanual", "vent_position", "vent_moving_x"})
    EXPECT_FALSE(parse_state_name(name)) << name;
}

TEST(ReadActuatorReport, KeepsTheActuatorAndTheTime) {
  const auto report = read_actuator_report({"vent", false}, R"("opening")", now);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->actuator, "vent");
  EXPECT_EQ(report->at, now);
}

TEST(ReadActuatorReport, AcceptsEverySpellingOfAManualSwitch) {
  for (auto on : {"true", "1", R"("true")", R"("ON")", R"("1")"}) EXPECT_EQ(switch_of(on), true) << on;
  for (auto off : {"false", "0", R"("off")", R"("False")", R"("")"}) EXPECT_EQ(switch_of(off), false) << off;
  for (auto none : {"", "null", R"({"a":1})", "[true]", "2", R"("hand")", "tru"})
    EXPECT_EQ(switch_of(none), std::nullopt) << none;
}

TEST(ReadActuatorReport, AcceptsEverySpellingOfAMotion) {
  EXPECT_EQ(motion_of(R"("opening")"), Motion::opening);
  EXPECT_EQ(motion_of(R"("on")"), Motion::opening);
  EXPECT_EQ(motion_of(R"("Closing")"), Motion::closing);
  for (auto still : {R"("still")", R"("")", R"("off")"}) EXPECT_EQ(motion_of(still), Motion::still) << still;
  for (auto none : {"", "opening", "null", "1", R"("up")"}) EXPECT_EQ(motion_of(none), std::nullopt) << none;
}

}  // namespace
}  // namespace cunkou::thingsboard
