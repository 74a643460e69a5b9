// The Monitor with two kinds of things at once.

#include <gtest/gtest.h>

#include <stdexcept>

#include "sensing/monitor/testing/monitor_fixture.hpp"

namespace cunkou::monitor {
namespace {

using namespace testing;

constexpr ThingId block{7};
constexpr StreamId block_air{71};

// An orchard block: trees endure more cold than tomatoes, and nobody heats or opens anything but a valve.
struct OrchardAdvisor : ThingAdvisor {
  agronomy::Crop apple;

  OrchardAdvisor() {
    apple.code = "apple";
    apple.bands = {{"air_temperature", agronomy::Period::always, 5, 30, "s"}};
    apple.limits = {{"cold_slow", {2, "s"}}, {"cold_stop", {-2, "s"}}, {"freezes", {-4, "s"}}};
  }

  const ThingSentences& sentences() const override {
    static const ThingSentences all{.removed = {"地块已删除", "The block was deleted"},
                                    .no_such_actuator = {"地块没有这个阀", "The block has no such valve"},
                                    .gone_offline = {"", "The block has gone offline"},
                                    .not_answered = {"", "The block did not answer"},
                                    .not_completed = {"", "The block did not report"},
                                    .refused = {"", "The block refused"},
                                    .already_received = {"", "The block has it already"},
                                    .switched_to_manual = {"", "The valve was turned by hand"}};
    return all;
  }
  const std::vector<std::string>& recalled_quantities() const override {
    static const std::vector<std::string> all{"soil_moisture"};
    return all;
  }
  Result<void> check(const MonitoredThing& settings) const override {
    if (settings.automatic) return invalid({"地块没有自动", "A block has no automatic rules"});
    return {};
  }
  agronomy::Requirements requirements(const MonitoredThing& settings, Instant now) const override {
    return {&apple, "blossom", agronomy::segment_at(settings.site, now)};
  }
  std::vector<agronomy::Band> bands(const agronomy::Requirements& in_force) const override {
    return in_force.crop->bands;
  }
  std::vector<Advice> advice(const Situation& in, Instant) const override {
    return {{"prune", {{"stage_length", static_cast<double>(in.requirements.stage.size())}}}};
  }
};

MonitoredThing orchard_block() {
  MonitoredThing settings;
  settings.thing = block;
  settings.kind = "orchard_block";
  settings.profile = "greenhouse";
  return settings;
}

// A greenhouse and a block under one Monitor.
struct TwoKinds : TestDevice, TestPlanner {
  TwoKinds() { start(); }
  void start() {
    monitor = std::make_unique<Monitor>(
        MonitorDefinitions{profiles, rule_set, escalation},
        MonitorCollaborators{
            transactions, {{"greenhouse", &greenhouses}, {"orchard_block", &orchards}}, *this, *this});
    monitor->load({greenhouse(), orchard_block()}, now);
    monitor->bind(thing, "air_temperature", air);
    monitor->bind(block, "air_temperature", block_air);
  }
  // Both have this temperature once a minute.
  void hold_until(Instant end, double temperature) {
    for (; now < end; now = now + minutes(1)) {
      const double noise = 0.1 * static_cast<double>(now.ms / 60'000 % 2);
      monitor->observe(air, now, temperature + noise, now);
      monitor->observe(block_air, now, temperature + noise, now);
      monitor->tick(now);
    }
  }
  View view_of(ThingId id) const { return monitor->view_of(id, now).value(); }
  std::string open_alarms_of(ThingId id) const {
    std::string codes;
    for (const auto& alarm : view_of(id).alarms) codes += alarm.rule + " ";
    return codes;
  }
  Result<actuation::Command> open(ThingId id, std::string actuator) {
    return monitor->request({id, std::move(actuator), command_to({}).action, {}, ""}, farmer, now);
  }

  std::vector<devices::Profile> profiles{test_profile()};
  rules::RuleSet rule_set = test_rules();
  notifications::EscalationPolicy escalation = test_escalation();
  TestAdvisor greenhouses;
  OrchardAdvisor orchards;
  MemoryTransactions transactions;
  std::unique_ptr<Monitor> monitor;
  Instant now = at("12:00");
};

TEST(MonitorKinds, ShowTheBandsAndTheAdviceOfTheOwnKind) {
  const TwoKinds m;
  EXPECT_EQ(m.view_of(thing).bands.size(), 2u);
  EXPECT_EQ(m.view_of(thing).bands.front().low, 20);
  EXPECT_EQ(m.view_of(thing).advice, (std::vector<Advice>{{"no_reading", {}}}));
  EXPECT_EQ(m.view_of(block).bands.size(), 1u);
  EXPECT_EQ(m.view_of(block).bands.front().low, 5);
  EXPECT_EQ(m.view_of(block).advice, (std::vector<Advice>{{"prune", {{"stage_length", 7}}}}));
  EXPECT_EQ(m.view_of(block).requirements.stage, "blossom");
}

TEST(MonitorKinds, EvaluateRulesByTheLimitsOfTheOwnKind) {
  TwoKinds m;
  m.hold_until(at("12:20"), 8);
  EXPECT_EQ(m.open_alarms_of(thing), "air_cold ");
  EXPECT_EQ(m.open_alarms_of(block), "");
  m.start();
  m.hold_until(at("12:40"), 1);
  EXPECT_EQ(m.open_alarms_of(thing), "air_cold_danger ");
  EXPECT_EQ(m.open_alarms_of(block), "air_cold ") << "also after a restart";
}

TEST(MonitorKinds, RefuseWithTheSentencesOfTheOwnKind) {
  TwoKinds m;
  EXPECT_EQ(m.open(thing, "door").error().reason.en, "It has no such actuator");
  EXPECT_EQ(m.open(block, "door").error().reason.en, "The block has no such valve");
  auto automatic = orchard_block();
  automatic.automatic = true;
  EXPECT_EQ(m.monitor->check(automatic).error().reason.en, "A block has no automatic rules");
  EXPECT_TRUE(m.monitor->check(greenhouse(true)));
}

TEST(MonitorKinds, EndCommandsWithTheSentencesOfTheOwnKind) {
  TwoKinds m;
  m.online = false;
  const auto of_greenhouse = m.open(thing, "vent").value().id, of_block = m.open(block, "vent").value().id;
  for (const auto id : {thing, block}) m.monitor->forget(id, farmer, m.now);
  const auto reason = [&](CommandId id) {
    return from_stored(m.transactions.commands.rows.at(id).reason).en;
  };
  EXPECT_EQ(reason(of_greenhouse), "It is gone");
  EXPECT_EQ(reason(of_block), "The block was deleted");
}

TEST(MonitorKinds, AThingOfAKindWithoutAnAdvisorIsABug) {
  TwoKinds m;
  auto unknown = orchard_block();
  unknown.kind = "fish_pond";
  EXPECT_THROW((void)m.monitor->check(unknown), std::out_of_range);
}

}  // namespace
}  // namespace cunkou::monitor
