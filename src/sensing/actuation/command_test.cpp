#include "sensing/actuation/command.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sensing/actuation/interlock.hpp"

namespace cunkou::actuation {
namespace {

using enum CommandState;

constexpr Instant start{1'767'225'600'000};
constexpr CommandState all[] = {requested, sent,   acknowledged, running,  confirmed,
                                done,      failed, expired,      cancelled};

Command in_state(CommandState state) {
  Command c;
  c.actuator = "vent";
  c.action = Action::open;
  c.state = state;
  c.requested = start;
  c.expires = start + minutes(2);
  return c;
}

TEST(ActionNames, RoundTrip) {
  for (auto a : {Action::open, Action::close, Action::stop, Action::set}) EXPECT_EQ(parse_action(name(a)), a);
  EXPECT_FALSE(parse_action("turn"));
}

TEST(MoveCommand, AcceptsOnlyDefinedTransitions) {
  const std::set<std::pair<CommandState, CommandState>> allowed = {
      {requested, sent},      {requested, failed},     {requested, expired},      {requested, cancelled},
      {sent, acknowledged},   {sent, running},         {sent, confirmed},         {sent, failed},
      {sent, expired},        {sent, cancelled},       {acknowledged, running},   {acknowledged, confirmed},
      {acknowledged, failed}, {acknowledged, expired}, {acknowledged, cancelled}, {running, confirmed},
      {running, failed},      {running, cancelled},    {confirmed, done}};
  for (auto from : all)
    for (auto to : all)
      EXPECT_EQ(move_command(in_state(from), {to, {}, "why"}, start).has_value(),
                allowed.contains({from, to}))
          << name(from) << " to " << name(to);
}

TEST(MoveCommand, RefusesToSendAnExpiredCommand) {
  EXPECT_TRUE(move_command(in_state(requested), {sent, {}, ""}, start + minutes(2) - Duration{1}));
  EXPECT_EQ(move_command(in_state(requested), {sent, {}, ""}, start + minutes(2)).error().code,
            Code::conflict);
  EXPECT_EQ(move_command(in_state(requested), {sent, {}, ""}, start + days(1)).error().code, Code::conflict);
}

TEST(MoveCommand, KeepsTheReasonOfTheEnd) {
  const auto c = move_command(in_state(sent), {failed, {}, "motor jammed"}, start + seconds(3)).value();
  EXPECT_EQ(c.reason, "motor jammed");
  EXPECT_EQ(c.changed, start + seconds(3));
}

devices::Actuator vent() {
  devices::Actuator a;
  a.name = "vent";
  a.kind = devices::ActuatorKind::vent;
  a.on_min = seconds(2);
  a.off_min = seconds(5);
  a.run_max = minutes(3);
  return a;
}

devices::Actuator heater() {
  devices::Actuator a;
  a.name = "heater";
  a.kind = devices::ActuatorKind::heater;
  a.on_min = minutes(3);
  a.off_min = minutes(3);
  a.run_max = hours(6);
  return a;
}

Command command_of(Action action, bool by_person, std::optional<double> position = {}) {
  Command c = in_state(requested);
  c.action = action;
  c.position = position;
  c.expires = start + hours(1);
  if (by_person)
    c.person = PersonId{5};
  else
    c.rule = "air_hot";
  return c;
}

TEST(CheckCommand, RefusesAnInvalidPosition) {
  EXPECT_TRUE(check_command(vent(), command_of(Action::set, true, 40)));
  EXPECT_FALSE(check_command(vent(), command_of(Action::set, true)));
  EXPECT_FALSE(check_command(vent(), command_of(Action::set, true, 101)));
  EXPECT_FALSE(check_command(vent(), command_of(Action::set, true, -1)));
  EXPECT_FALSE(check_command(vent(), command_of(Action::open, true, 40)));
  EXPECT_FALSE(check_command(heater(), command_of(Action::set, true, 40)));
  EXPECT_TRUE(check_command(heater(), command_of(Action::set, true, 100)));
}

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
  Command late = command_of(Action::open, true);
  late.expires = start;
  EXPECT_FALSE(permit(vent(), {}, late, start));
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
