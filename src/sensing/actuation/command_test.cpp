#include "sensing/actuation/command.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sensing/actuation/testing/actuator_fixture.hpp"

namespace cunkou::actuation {
namespace {

using enum CommandState;
using namespace testing;

constexpr CommandState all[] = {requested, sent,   acknowledged, running,  confirmed,
                                done,      failed, expired,      cancelled};

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

TEST(CheckCommand, RefusesAnInvalidPosition) {
  EXPECT_TRUE(check_command(vent(), command_of(rules::Action::set, true, 40)));
  EXPECT_FALSE(check_command(vent(), command_of(rules::Action::set, true)));
  EXPECT_FALSE(check_command(vent(), command_of(rules::Action::set, true, 101)));
  EXPECT_FALSE(check_command(vent(), command_of(rules::Action::set, true, -1)));
  EXPECT_FALSE(check_command(vent(), command_of(rules::Action::open, true, 40)));
  EXPECT_FALSE(check_command(heater(), command_of(rules::Action::set, true, 40)));
  EXPECT_TRUE(check_command(heater(), command_of(rules::Action::set, true, 100)));
}

}  // namespace
}  // namespace cunkou::actuation
