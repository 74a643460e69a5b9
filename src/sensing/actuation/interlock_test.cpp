#include "sensing/actuation/interlock.hpp"

#include <gtest/gtest.h>

#include "sensing/actuation/testing/actuator_fixture.hpp"

namespace cunkou::actuation {
namespace {

using namespace testing;

struct Case {
  const char* what;
  devices::Actuator actuator;
  Motion motion;
  Duration since_change;  // duration of the present motion
  bool manual;
  Command command;
  bool permitted;
};

TEST(Permit, AppliesEveryInterlock) {
  const Case cases[] = {
      {"open while still", vent(), Motion::still, hours(1), false, command_of(Action::open, true), true},
      {"never both directions", vent(), Motion::opening, seconds(30), false, command_of(Action::close, true),
       false},
      {"never both directions, set", vent(), Motion::closing, seconds(30), false,
       command_of(Action::set, true, 80), false},
      {"the same direction again", vent(), Motion::opening, seconds(30), false,
       command_of(Action::open, true), true},
      {"a stop at any time", vent(), Motion::opening, seconds(1), false, command_of(Action::stop, true),
       true},
      {"a rule's stop waits for on_min", vent(), Motion::opening, seconds(1), false,
       command_of(Action::stop, false), false},
      {"and then may", vent(), Motion::opening, seconds(2), false, command_of(Action::stop, false), true},
      {"the motor rests", vent(), Motion::still, seconds(4), false, command_of(Action::close, true), false},
      {"and then may", vent(), Motion::still, seconds(5), false, command_of(Action::close, true), true},
      {"stop is no start", vent(), Motion::still, seconds(1), false, command_of(Action::stop, true), true},
      {"the manual switch overrides a person", vent(), Motion::still, hours(1), true,
       command_of(Action::open, true), false},
      {"and over a rule", vent(), Motion::still, hours(1), true, command_of(Action::open, false), false},
      {"and even over stop", vent(), Motion::opening, hours(1), true, command_of(Action::stop, true), false},
      {"minimum on of a switch", heater(), Motion::opening, minutes(2), false,
       command_of(Action::close, false), false},
      {"a person may switch it off", heater(), Motion::opening, minutes(2), false,
       command_of(Action::close, true), true},
      {"minimum off of a switch", heater(), Motion::still, minutes(2), false, command_of(Action::open, true),
       false},
      {"off while off", heater(), Motion::still, minutes(2), false, command_of(Action::close, false), true},
  };
  for (const auto& c : cases) {
    ActuatorState state;
    state.motion = c.motion;
    state.since = start - c.since_change;
    state.position = 50;
    state.manual = c.manual;
    EXPECT_EQ(permit(c.actuator, state, c.command, start).has_value(), c.permitted) << c.what;
  }
}

TEST(Permit, RefusesAnExpiredCommand) {
  Command expired = command_of(Action::open, true);
  expired.expires = start;
  EXPECT_FALSE(permit(vent(), {}, expired, start));
}

TEST(Permit, RequiresNoRestOfANewActuator) {
  EXPECT_TRUE(permit(vent(), {}, command_of(Action::open, true), start));
}

TEST(HasRunTooLong, ComparesWithRunMax) {
  ActuatorState state;
  state.motion = Motion::opening;
  state.since = start;
  EXPECT_FALSE(has_run_too_long(vent(), state, start + minutes(3) - Duration{1}));
  EXPECT_TRUE(has_run_too_long(vent(), state, start + minutes(3)));
  state.motion = Motion::still;
  EXPECT_FALSE(has_run_too_long(vent(), state, start + hours(3)));
}

}  // namespace
}  // namespace cunkou::actuation
