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
  MonitorFixture w;
  const auto command = w.monitor->request(command_to(actuation::Action::set, 50), farmer, w.now).value();
  EXPECT_EQ(command.state, actuation::CommandState::sent);
  EXPECT_EQ(w.sent.size(), 1u);
  EXPECT_EQ(w.monitor->answer(ThingId{99}, command.id, true, "", w.now).error().code, Code::not_found)
      << "another greenhouse's device";
  ASSERT_TRUE(w.monitor->answer(thing, command.id, true, "", w.now));
  w.now = w.now + seconds(5);
  w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
  w.monitor->observe(vent_position, w.now, 20, w.now);
  w.now = w.now + seconds(25);
  w.monitor->observe(vent_position, w.now, 49, w.now);
  EXPECT_EQ(w.log(), (Log{"12:00 vent set requested", "12:00 vent set sent", "12:00 vent set acknowledged",
                          "12:00 vent set running", "12:00 vent set confirmed", "12:00 vent set done"}));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::still);
  const auto stored = w.transactions.commands.changes_of({command.id});
  ASSERT_EQ(stored.size(), 6u);
  EXPECT_EQ(stored[0].person, farmer.person);
  EXPECT_EQ(stored[0].why, "热了");
}

TEST(MonitorChanges, CarryAllChangesOfACommand) {
  MonitorFixture w;
  const auto first = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  const auto second = w.monitor->request(command_to(actuation::Action::stop), farmer, w.now).value();
  std::map<CommandId, std::vector<actuation::CommandState>> states;
  for (const auto& change : w.monitor->take_changes())
    if (const auto* changed = std::get_if<CommandChanged>(&change)) {
      auto& all = states[changed->course.command.id];
      all.clear();
      for (const auto& one : changed->course.changes) all.push_back(one.state);
    }
  using actuation::CommandState;
  EXPECT_EQ(states[first.id],
            (std::vector{CommandState::requested, CommandState::sent, CommandState::cancelled}));
  EXPECT_EQ(states[second.id], (std::vector{CommandState::requested, CommandState::sent}));
  EXPECT_TRUE(w.monitor->take_changes().empty());
  w.start();
  EXPECT_EQ(w.monitor->course_of(second.id)->changes.size(), 2u) << "after a restart too";
  EXPECT_FALSE(w.monitor->course_of(first.id)) << "the latest of an actuator only";
}

TEST(MonitorCommands, SendOnceWhenTransactionsFail) {
  MonitorFixture w;
  w.online = false;
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  w.online = true;
  w.transactions.broken = true;
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_TRUE(w.sent.empty()) << "nothing is moved of which there would be no record";
  w.transactions.broken = false;
  w.monitor->tick(w.now);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.sent.size(), 1u);
}

TEST(MonitorCommands, FailWhenTheDeviceHasJustDisconnected) {
  MonitorFixture w;
  w.disconnects_on_send = true;
  const auto command = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  EXPECT_EQ(command.state, actuation::CommandState::failed);
  EXPECT_NE(command.reason.find("断了线"), std::string::npos);
  w.disconnects_on_send = false;
  w.silence_until(at("12:05"));
  EXPECT_TRUE(w.sent.empty());
  EXPECT_TRUE(w.monitor->request(command_to(actuation::Action::close), farmer, w.now)) << "it never moved";
}

TEST(MonitorCommands, ExpireWithoutAnAnswer) {
  MonitorFixture w;
  const auto command = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  w.silence_until(at("12:03"));
  EXPECT_EQ(w.log().back(), "12:02 vent open expired");
  EXPECT_EQ(w.monitor->answer(thing, command.id, true, "", w.now).error().code, Code::conflict);
}

TEST(MonitorCommands, AssumeMotionAfterExpiry) {
  MonitorFixture w;
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  w.silence_until(at("12:03"));
  ASSERT_EQ(w.log().back(), "12:02 vent open expired");
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::opening) << "no stop has been reported";
  EXPECT_EQ(w.monitor->request(command_to(actuation::Action::close), farmer, w.now).error().code,
            Code::conflict);
  w.silence_until(at("12:04"));
  EXPECT_EQ(w.log().back(), "12:03 vent stop sent by run_max");
  w.silence_until(at("12:20"));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::opening)
      << "the stop was not answered either";
  w.silence_until(at("12:40"));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::still) << "nothing runs for so long";
  EXPECT_TRUE(w.monitor->request(command_to(actuation::Action::close), farmer, w.now));
}

TEST(MonitorCommands, RetryStopSoonAfterManualControlEnds) {
  MonitorFixture w;
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  w.monitor->observe_manual(thing, "vent", true, w.now, w.now);
  w.silence_until(at("12:30"));
  w.monitor->observe_manual(thing, "vent", false, w.now, w.now);
  const auto sent = w.sent.size();
  w.silence_until(at("12:40"));
  EXPECT_GE(w.sent.size(), sent + 3) << "a stop blocked by the switch does not count as an attempt";
}

TEST(MonitorCommands, ARefusalKeepsTheRunningMotion) {
  MonitorFixture w;
  const auto opening = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, opening.id, true, "", w.now));
  w.now = w.now + seconds(5);
  const auto again = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, again.id, false, "", w.now));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::opening);
  w.now = w.now + seconds(5);
  EXPECT_EQ(w.monitor->request(command_to(actuation::Action::close), farmer, w.now).error().code,
            Code::conflict);
}

TEST(MonitorCommands, AFailedSendKeepsTheRunningMotion) {
  MonitorFixture w;
  w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
  w.disconnects_on_send = true;
  ASSERT_EQ(w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value().state,
            actuation::CommandState::failed);
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::opening);
}

TEST(MonitorCommands, ARefusalAfterAnAcceptanceChangesNothing) {
  MonitorFixture w;
  const auto command = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, command.id, true, "", w.now));
  EXPECT_EQ(w.monitor->answer(thing, command.id, false, "unknown method", w.now).error().code,
            Code::conflict);
  EXPECT_EQ(w.monitor->course_of(command.id)->command.state, actuation::CommandState::acknowledged);
}

TEST(MonitorCommands, ARefusalAfterARestartKeepsTheAssumedMotion) {
  MonitorFixture w;
  w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
  const auto again = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  ASSERT_EQ(again.state, actuation::CommandState::sent);
  w.start();
  ASSERT_TRUE(w.monitor->answer(thing, again.id, false, "", w.now));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::opening);
  w.silence_until(at("12:40"));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::still) << "nothing runs for so long";
}

TEST(MonitorCommands, RepeatStopUntilItIsAnswered) {
  MonitorFixture w;
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  const auto stop = w.monitor->request(command_to(actuation::Action::stop), farmer, w.now).value();
  const auto sent = w.sent.size();
  for (int i = 0; i < 3; ++i) w.now = w.now + seconds(6), w.monitor->tick(w.now);
  EXPECT_EQ(w.sent.size(), sent + 3);
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::opening);
  ASSERT_TRUE(w.monitor->answer(thing, stop.id, true, "", w.now));
  EXPECT_EQ(w.view().actuators.at(0).motion, actuation::Motion::still);
  w.now = w.now + seconds(6);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.sent.size(), sent + 3);
}

TEST(MonitorCommands, RefuseSetWhileThePositionIsUnknown) {
  MonitorFixture w;
  w.monitor->observe(vent_position, w.now, 30, w.now);
  w.now = w.now + seconds(5);
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  w.now = w.now + seconds(30);
  auto set = command_to(actuation::Action::set);
  set.position = 60;
  EXPECT_EQ(w.monitor->request(set, farmer, w.now).error().code, Code::conflict) << "it may be at 80 by now";
  w.monitor->observe(vent_position, w.now, 40, w.now);
  EXPECT_TRUE(w.monitor->request(set, farmer, w.now));
}

TEST(MonitorCommands, AcceptAReportedStopAfterExpiry) {
  MonitorFixture w;
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::open), farmer, w.now));
  w.silence_until(at("12:03"));
  w.monitor->observe_motion(thing, "vent", actuation::Motion::still, w.now, w.now);
  w.now = w.now + seconds(3);
  EXPECT_TRUE(w.monitor->request(command_to(actuation::Action::close), farmer, w.now));
}

TEST(MonitorCommands, EndWithoutAFinalReport) {
  MonitorFixture w;
  const auto command = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, command.id, true, "", w.now));
  w.silence_until(at("12:10"));
  EXPECT_TRUE(actuation::is_over(w.transactions.commands.rows.at(command.id).state));
}

TEST(MonitorCommands, CancelOnlyWhileWaiting) {
  MonitorFixture w;
  w.online = false;
  const auto waiting = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  EXPECT_EQ(w.monitor->cancel(waiting.id, farmer, "", w.now)->state, actuation::CommandState::cancelled);
  w.online = true;
  const auto gone = w.monitor->request(command_to(actuation::Action::open), farmer, w.now).value();
  EXPECT_EQ(w.monitor->cancel(gone.id, farmer, "", w.now).error().code, Code::conflict);
}

TEST(MonitorCommands, RefuseAnUnknownThingOrActuator) {
  MonitorFixture w;
  EXPECT_EQ(
      w.monitor->request({ThingId{99}, "vent", actuation::Action::open, {}, ""}, farmer, w.now).error().code,
      Code::not_found);
  EXPECT_EQ(w.monitor->request({thing, "door", actuation::Action::open, {}, ""}, farmer, w.now).error().code,
            Code::not_found);
  EXPECT_EQ(w.monitor->request(command_to(actuation::Action::set), farmer, w.now).error().code,
            Code::invalid);
}

// The vent carries out commands at once.
void execute_last(MonitorFixture& w) {
  if (w.sent.empty()) return;
  const actuation::Command command = w.sent.back();
  w.sent.clear();
  (void)w.monitor->answer(thing, command.id, true, "", w.now);
  if (const auto target = actuation::target_of(command))
    w.monitor->observe(vent_position, w.now, *target, w.now);
}

Log commands_of(MonitorFixture& w) {
  Log all;
  for (const auto& line : w.log())
    if (line.ends_with("requested by air_hot") || line.ends_with("requested by safe_state"))
      all.push_back(line);
  return all;
}

void hot_until(MonitorFixture& w, Instant end) {
  w.run_until(end, [&] {
    w.monitor->observe(air, w.now, 33 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now),
        execute_last(w);
  });
}

TEST(MonitorAutomatic, RevertsWhenTheRuleIsSwitchedOff) {
  MonitorFixture w(true);
  hot_until(w, at("12:20"));
  ASSERT_EQ(w.view().actuators.at(0).position, 50);
  rules::RuleOverride off;
  off.thing = thing;
  off.rule = "air_hot";
  off.enabled = false;
  ASSERT_TRUE(w.monitor->adjust(off, farmer, w.now));
  hot_until(w, at("12:30"));
  EXPECT_EQ(w.view().actuators.at(0).position, 0);
  w.monitor->observe(vent_position, w.now, 70, w.now);  // operated by hand
  hot_until(w, at("12:40"));
  EXPECT_EQ(w.view().actuators.at(0).position, 70) << "once";
}

TEST(MonitorAutomatic, RevertsWhenTheCropChanges) {
  MonitorFixture w(true);
  hot_until(w, at("12:20"));
  MonitoredThing bare = greenhouse(true);
  bare.details.reset();
  ASSERT_TRUE(w.configure(bare));
  hot_until(w, at("12:30"));
  EXPECT_EQ(w.view().actuators.at(0).position, 0);
}

TEST(MonitorAutomatic, SwitchedOffRevertsOnRecovery) {
  MonitorFixture w(true);
  hot_until(w, at("12:20"));
  ASSERT_TRUE(w.configure(greenhouse(false)));
  hot_until(w, at("12:30"));
  EXPECT_EQ(w.view().actuators.at(0).position, 50) << "it is still hot";
  w.run_until(at("12:50"), [&] {
    w.monitor->observe(air, w.now, 26 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now),
        execute_last(w);
  });
  EXPECT_EQ(w.view().actuators.at(0).position, 0);
  hot_until(w, at("13:20"));
  EXPECT_EQ(w.view().actuators.at(0).position, 0) << "nothing new is begun";
}

TEST(MonitorAutomatic, SwitchedOffSendsNothing) {
  MonitorFixture w(false);
  w.warm_until(at("12:40"), 35, 36);
  EXPECT_TRUE(w.sent.empty());
}

TEST(MonitorAutomatic, PausesAfterACommandByAPerson) {
  MonitorFixture w(true);
  w.monitor->observe(vent_position, w.now, 0, w.now);
  ASSERT_TRUE(w.monitor->request(command_to(actuation::Action::set, 10), farmer, w.now));
  execute_last(w);
  const auto hot_minute = [&] {
    w.monitor->observe(air, w.now, 34 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now),
        execute_last(w);
  };
  w.run_until(at("12:29"), hot_minute);
  EXPECT_TRUE(commands_of(w).empty());
  w.run_until(at("12:40"), hot_minute);
  EXPECT_EQ(commands_of(w), (Log{"12:30 vent set requested by air_hot"}));
}

TEST(MonitorAutomatic, IgnoresStaleReadings) {
  MonitorFixture w(true);
  rules::RuleOverride slow;
  slow.thing = thing;
  slow.rule = "air_hot";
  slow.hold = minutes(15);
  ASSERT_TRUE(w.monitor->adjust(slow, farmer, w.now));
  w.monitor->observe(vent_position, w.now, 30, w.now);  // the safe position by day
  w.warm_until(at("12:01"), 34, 35);
  w.silence_until(at("12:18"));
  EXPECT_EQ(w.log().back(), "12:15 air_hot raised");
  EXPECT_TRUE(w.sent.empty()) << "it is notified, but nothing is moved by an old value";
}

TEST(MonitorAutomatic, RetriesWithGrowingPauses) {
  MonitorFixture w(true);
  w.online = false;
  w.run_until(at("13:10"), [&] {
    w.monitor->observe(air, w.now, 35 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now);
  });
  EXPECT_GE(commands_of(w).size(), 3u);
  EXPECT_LE(commands_of(w).size(), 6u);
}

TEST(MonitorCommands, OfAnActuatorThatIsGoneFailsAtTheStart) {
  MonitorFixture w;
  actuation::Command stray;
  stray.thing = thing;
  stray.actuator = "window9";
  stray.action = actuation::Action::open;
  const auto id = w.transactions.commands.put(stray, {});
  w.start();
  const auto found = w.transactions.commands.get(id);
  EXPECT_EQ(found->state, actuation::CommandState::failed);
  EXPECT_EQ(found->reason, to_stored(w.advisor.sentences().no_such_actuator));
  EXPECT_TRUE(w.sent.empty());
}

}  // namespace
}  // namespace cunkou::monitor
