#include "sensing/monitor/monitor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>

#include "sensing/monitor/testing/monitor_fixture.hpp"

namespace cunkou::monitor {
namespace {

using namespace testing;

// A device was offline for forty minutes and sends its buffered readings.
// The gateway is down: deliveries stay waiting.
TEST(MonitorCommands, AdvanceFromRequestedToDone) {
  MonitorFixture m;
  const auto command = m.monitor->request(command_to(actuation::Action::set, 50), farmer, m.now).value();
  EXPECT_EQ(command.state, actuation::CommandState::sent);
  EXPECT_EQ(m.sent.size(), 1u);
  EXPECT_EQ(m.monitor->answer(ThingId{99}, command.id, true, "", m.now).error().code, Code::not_found)
      << "another greenhouse's device";
  ASSERT_TRUE(m.monitor->answer(thing, command.id, true, "", m.now));
  m.now = m.now + seconds(5);
  m.monitor->observe_motion(thing, "vent", actuation::Motion::opening, m.now, m.now);
  m.monitor->observe(vent_position, m.now, 20, m.now);
  m.now = m.now + seconds(25);
  m.monitor->observe(vent_position, m.now, 49, m.now);
  EXPECT_EQ(m.log(), (Log{"12:00 vent set requested", "12:00 vent set sent", "12:00 vent set acknowledged",
                          "12:00 vent set running", "12:00 vent set confirmed", "12:00 vent set done"}));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::still);
  const auto stored = m.transactions.commands.changes_of({command.id});
  ASSERT_EQ(stored.size(), 6u);
  EXPECT_EQ(stored[0].person, farmer.person);
  EXPECT_EQ(stored[0].why, "热了");
}

TEST(MonitorChanges, CarryAllChangesOfACommand) {
  MonitorFixture m;
  const auto first = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  const auto second = m.monitor->request(command_to(actuation::Action::stop), farmer, m.now).value();
  std::map<CommandId, std::vector<actuation::CommandState>> states;
  for (const auto& change : m.monitor->take_changes())
    if (const auto* changed = std::get_if<CommandChanged>(&change)) {
      auto& all = states[changed->course.command.id];
      all.clear();
      for (const auto& one : changed->course.changes) all.push_back(one.state);
    }
  using actuation::CommandState;
  EXPECT_EQ(states[first.id],
            (std::vector{CommandState::requested, CommandState::sent, CommandState::cancelled}));
  EXPECT_EQ(states[second.id], (std::vector{CommandState::requested, CommandState::sent}));
  EXPECT_TRUE(m.monitor->take_changes().empty());
  m.start();
  EXPECT_EQ(m.monitor->course_of(second.id)->changes.size(), 2u) << "after a restart too";
  EXPECT_FALSE(m.monitor->course_of(first.id)) << "the latest of an actuator only";
}

TEST(MonitorCommands, SendOnceWhenTransactionsFail) {
  MonitorFixture m;
  m.online = false;
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  m.online = true;
  m.transactions.broken = true;
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_THROW(m.monitor->tick(m.now), std::runtime_error);
  EXPECT_TRUE(m.sent.empty()) << "nothing is moved of which there would be no record";
  m.transactions.broken = false;
  m.monitor->tick(m.now);
  m.monitor->tick(m.now);
  EXPECT_EQ(m.sent.size(), 1u);
}

TEST(MonitorCommands, FailWhenTheDeviceHasJustDisconnected) {
  MonitorFixture m;
  m.disconnects_on_send = true;
  const auto command = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  EXPECT_EQ(command.state, actuation::CommandState::failed);
  EXPECT_NE(command.reason.find("断了线"), std::string::npos);
  m.disconnects_on_send = false;
  m.silence_until(at("12:05"));
  EXPECT_TRUE(m.sent.empty());
  EXPECT_TRUE(m.monitor->request(command_to(actuation::Action::close), farmer, m.now)) << "it never moved";
}

TEST(MonitorCommands, ExpireWithoutAnAnswer) {
  MonitorFixture m;
  const auto command = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  m.silence_until(at("12:03"));
  EXPECT_EQ(m.log().back(), "12:02 vent open expired");
  EXPECT_EQ(m.monitor->answer(thing, command.id, true, "", m.now).error().code, Code::conflict);
}

TEST(MonitorCommands, AssumeMotionAfterExpiry) {
  MonitorFixture m;
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  m.silence_until(at("12:03"));
  ASSERT_EQ(m.log().back(), "12:02 vent open expired");
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::opening) << "no stop has been reported";
  EXPECT_EQ(m.monitor->request(command_to(actuation::Action::close), farmer, m.now).error().code,
            Code::conflict);
  m.silence_until(at("12:04"));
  EXPECT_EQ(m.log().back(), "12:03 vent stop sent by run_max");
  m.silence_until(at("12:20"));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::opening)
      << "the stop was not answered either";
  m.silence_until(at("12:40"));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::still) << "nothing runs for so long";
  EXPECT_TRUE(m.monitor->request(command_to(actuation::Action::close), farmer, m.now));
}

TEST(MonitorCommands, RetryStopSoonAfterManualControlEnds) {
  MonitorFixture m;
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  m.monitor->observe_manual(thing, "vent", true, m.now, m.now);
  m.silence_until(at("12:30"));
  m.monitor->observe_manual(thing, "vent", false, m.now, m.now);
  const auto sent = m.sent.size();
  m.silence_until(at("12:40"));
  EXPECT_GE(m.sent.size(), sent + 3) << "a stop blocked by the switch does not count as an attempt";
}

TEST(MonitorCommands, ARefusalKeepsTheRunningMotion) {
  MonitorFixture m;
  const auto opening = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  ASSERT_TRUE(m.monitor->answer(thing, opening.id, true, "", m.now));
  m.now = m.now + seconds(5);
  const auto again = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  ASSERT_TRUE(m.monitor->answer(thing, again.id, false, "", m.now));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::opening);
  m.now = m.now + seconds(5);
  EXPECT_EQ(m.monitor->request(command_to(actuation::Action::close), farmer, m.now).error().code,
            Code::conflict);
}

TEST(MonitorCommands, AFailedSendKeepsTheRunningMotion) {
  MonitorFixture m;
  m.monitor->observe_motion(thing, "vent", actuation::Motion::opening, m.now, m.now);
  m.disconnects_on_send = true;
  ASSERT_EQ(m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value().state,
            actuation::CommandState::failed);
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::opening);
}

TEST(MonitorCommands, ARefusalAfterAnAcceptanceChangesNothing) {
  MonitorFixture m;
  const auto command = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  ASSERT_TRUE(m.monitor->answer(thing, command.id, true, "", m.now));
  EXPECT_EQ(m.monitor->answer(thing, command.id, false, "unknown method", m.now).error().code,
            Code::conflict);
  EXPECT_EQ(m.monitor->course_of(command.id)->command.state, actuation::CommandState::acknowledged);
}

TEST(MonitorCommands, ARefusalAfterARestartKeepsTheAssumedMotion) {
  MonitorFixture m;
  m.monitor->observe_motion(thing, "vent", actuation::Motion::opening, m.now, m.now);
  const auto again = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  ASSERT_EQ(again.state, actuation::CommandState::sent);
  m.start();
  ASSERT_TRUE(m.monitor->answer(thing, again.id, false, "", m.now));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::opening);
  m.silence_until(at("12:40"));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::still) << "nothing runs for so long";
}

TEST(MonitorCommands, RepeatStopUntilItIsAnswered) {
  MonitorFixture m;
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  const auto stop = m.monitor->request(command_to(actuation::Action::stop), farmer, m.now).value();
  const auto sent = m.sent.size();
  for (int i = 0; i < 3; ++i) m.now = m.now + seconds(6), m.monitor->tick(m.now);
  EXPECT_EQ(m.sent.size(), sent + 3);
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::opening);
  ASSERT_TRUE(m.monitor->answer(thing, stop.id, true, "", m.now));
  EXPECT_EQ(m.view().actuators.at(0).motion, actuation::Motion::still);
  m.now = m.now + seconds(6);
  m.monitor->tick(m.now);
  EXPECT_EQ(m.sent.size(), sent + 3);
}

TEST(MonitorCommands, RefuseSetWhileThePositionIsUnknown) {
  MonitorFixture m;
  m.monitor->observe(vent_position, m.now, 30, m.now);
  m.now = m.now + seconds(5);
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  m.now = m.now + seconds(30);
  auto set = command_to(actuation::Action::set);
  set.position = 60;
  EXPECT_EQ(m.monitor->request(set, farmer, m.now).error().code, Code::conflict) << "it may be at 80 by now";
  m.monitor->observe(vent_position, m.now, 40, m.now);
  EXPECT_TRUE(m.monitor->request(set, farmer, m.now));
}

TEST(MonitorCommands, AcceptAReportedStopAfterExpiry) {
  MonitorFixture m;
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::open), farmer, m.now));
  m.silence_until(at("12:03"));
  m.monitor->observe_motion(thing, "vent", actuation::Motion::still, m.now, m.now);
  m.now = m.now + seconds(3);
  EXPECT_TRUE(m.monitor->request(command_to(actuation::Action::close), farmer, m.now));
}

TEST(MonitorCommands, EndWithoutAFinalReport) {
  MonitorFixture m;
  const auto command = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  ASSERT_TRUE(m.monitor->answer(thing, command.id, true, "", m.now));
  m.silence_until(at("12:10"));
  EXPECT_TRUE(actuation::is_over(m.transactions.commands.rows.at(command.id).state));
}

TEST(MonitorCommands, CancelOnlyWhileWaiting) {
  MonitorFixture m;
  m.online = false;
  const auto waiting = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  EXPECT_EQ(m.monitor->cancel(waiting.id, farmer, "", m.now)->state, actuation::CommandState::cancelled);
  m.online = true;
  const auto gone = m.monitor->request(command_to(actuation::Action::open), farmer, m.now).value();
  EXPECT_EQ(m.monitor->cancel(gone.id, farmer, "", m.now).error().code, Code::conflict);
}

TEST(MonitorCommands, RefuseAnUnknownThingOrActuator) {
  MonitorFixture m;
  EXPECT_EQ(
      m.monitor->request({ThingId{99}, "vent", actuation::Action::open, {}, ""}, farmer, m.now).error().code,
      Code::not_found);
  EXPECT_EQ(m.monitor->request({thing, "door", actuation::Action::open, {}, ""}, farmer, m.now).error().code,
            Code::not_found);
  EXPECT_EQ(m.monitor->request(command_to(actuation::Action::set), farmer, m.now).error().code,
            Code::invalid);
}

// The vent carries out commands at once.
void execute_last(MonitorFixture& m) {
  if (m.sent.empty()) return;
  const actuation::Command command = m.sent.back();
  m.sent.clear();
  (void)m.monitor->answer(thing, command.id, true, "", m.now);
  if (const auto target = actuation::target_of(command))
    m.monitor->observe(vent_position, m.now, *target, m.now);
}

Log commands_of(MonitorFixture& m) {
  Log all;
  for (const auto& line : m.log())
    if (line.ends_with("requested by air_hot") || line.ends_with("requested by safe_state"))
      all.push_back(line);
  return all;
}

void hot_until(MonitorFixture& m, Instant end) {
  m.run_until(end, [&] {
    m.monitor->observe(air, m.now, 33 + 0.1 * static_cast<double>(m.now.ms / 60'000 % 2), m.now),
        execute_last(m);
  });
}

TEST(MonitorAutomatic, RevertsWhenTheRuleIsSwitchedOff) {
  MonitorFixture m(true);
  hot_until(m, at("12:20"));
  ASSERT_EQ(m.view().actuators.at(0).position, 50);
  rules::RuleOverride off;
  off.thing = thing;
  off.rule = "air_hot";
  off.enabled = false;
  ASSERT_TRUE(m.monitor->adjust(off, farmer, m.now));
  hot_until(m, at("12:30"));
  EXPECT_EQ(m.view().actuators.at(0).position, 0);
  m.monitor->observe(vent_position, m.now, 70, m.now);  // operated by hand
  hot_until(m, at("12:40"));
  EXPECT_EQ(m.view().actuators.at(0).position, 70) << "once";
}

TEST(MonitorAutomatic, RevertsWhenTheCropChanges) {
  MonitorFixture m(true);
  hot_until(m, at("12:20"));
  MonitoredThing bare = greenhouse(true);
  bare.details.reset();
  ASSERT_TRUE(m.configure(bare));
  hot_until(m, at("12:30"));
  EXPECT_EQ(m.view().actuators.at(0).position, 0);
}

TEST(MonitorAutomatic, SwitchedOffRevertsOnRecovery) {
  MonitorFixture m(true);
  hot_until(m, at("12:20"));
  ASSERT_TRUE(m.configure(greenhouse(false)));
  hot_until(m, at("12:30"));
  EXPECT_EQ(m.view().actuators.at(0).position, 50) << "it is still hot";
  m.run_until(at("12:50"), [&] {
    m.monitor->observe(air, m.now, 26 + 0.1 * static_cast<double>(m.now.ms / 60'000 % 2), m.now),
        execute_last(m);
  });
  EXPECT_EQ(m.view().actuators.at(0).position, 0);
  hot_until(m, at("13:20"));
  EXPECT_EQ(m.view().actuators.at(0).position, 0) << "nothing new is begun";
}

TEST(MonitorAutomatic, SwitchedOffSendsNothing) {
  MonitorFixture m(false);
  m.warm_until(at("12:40"), 35, 36);
  EXPECT_TRUE(m.sent.empty());
}

TEST(MonitorAutomatic, PausesAfterACommandByAPerson) {
  MonitorFixture m(true);
  m.monitor->observe(vent_position, m.now, 0, m.now);
  ASSERT_TRUE(m.monitor->request(command_to(actuation::Action::set, 10), farmer, m.now));
  execute_last(m);
  const auto hot_minute = [&] {
    m.monitor->observe(air, m.now, 34 + 0.1 * static_cast<double>(m.now.ms / 60'000 % 2), m.now),
        execute_last(m);
  };
  m.run_until(at("12:29"), hot_minute);
  EXPECT_TRUE(commands_of(m).empty());
  m.run_until(at("12:40"), hot_minute);
  EXPECT_EQ(commands_of(m), (Log{"12:30 vent set requested by air_hot"}));
}

TEST(MonitorAutomatic, IgnoresStaleReadings) {
  MonitorFixture m(true);
  rules::RuleOverride slow;
  slow.thing = thing;
  slow.rule = "air_hot";
  slow.hold = minutes(15);
  ASSERT_TRUE(m.monitor->adjust(slow, farmer, m.now));
  m.monitor->observe(vent_position, m.now, 30, m.now);  // the safe position by day
  m.warm_until(at("12:01"), 34, 35);
  m.silence_until(at("12:18"));
  EXPECT_EQ(m.log().back(), "12:15 air_hot raised");
  EXPECT_TRUE(m.sent.empty()) << "it is notified, but nothing is moved by an old value";
}

TEST(MonitorAutomatic, RetriesWithGrowingPauses) {
  MonitorFixture m(true);
  m.online = false;
  m.run_until(at("13:10"), [&] {
    m.monitor->observe(air, m.now, 35 + 0.1 * static_cast<double>(m.now.ms / 60'000 % 2), m.now);
  });
  EXPECT_GE(commands_of(m).size(), 3u);
  EXPECT_LE(commands_of(m).size(), 6u);
}

TEST(MonitorCommands, OfAnActuatorThatIsGoneFailsAtTheStart) {
  MonitorFixture m;
  actuation::Command stray;
  stray.thing = thing;
  stray.actuator = "window9";
  stray.action = actuation::Action::open;
  const auto id = m.transactions.commands.put(stray, {});
  m.start();
  const auto found = m.transactions.commands.get(id);
  EXPECT_EQ(found->state, actuation::CommandState::failed);
  EXPECT_EQ(found->reason, to_stored(m.advisor.sentences().no_such_actuator));
  EXPECT_TRUE(m.sent.empty());
}

}  // namespace
}  // namespace cunkou::monitor
