#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/run_sql.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/rules/rule_override_store.hpp"
#include "sensing/rules/rule_state_store.hpp"

namespace cunkou::app {
namespace {

using rules::Severity;

// Words that a newer version or a person has written.
class CapabilitiesWords : public ::testing::Test {
 protected:
  void set(const std::string& assignment) { sql::testing::run_sql(county.database, "UPDATE " + assignment); }
  template <class F>
  auto read(F&& f) {
    return county.database.read(std::forward<F>(f));
  }
  std::vector<std::string> listed_of(std::vector<sql::WordColumn> capability::Manifest::*columns) {
    std::vector<std::string> all;
    for (const auto& manifest : capabilities(county.platform, county.wiring))
      std::ranges::move(county.database.unknown_words(manifest.*columns), std::back_inserter(all));
    return all;
  }
  AlarmId add_alarm(const std::string& concern = "cold") {
    alarms::Alarm alarm;
    alarm.thing = county.device.thing;
    alarm.rule = alarm.concern = concern;
    return county.database
        .write([&](sql::Transaction& t) -> Result<AlarmId> { return alarms::alarm_store(t).put(alarm); })
        .value();
  }

  testing::County county;
};

TEST_F(CapabilitiesWords, AreListedAndKnownOnesAreNot) {
  const auto listed = [&] { return listed_of(&capability::Manifest::word_columns); };
  add_alarm();
  EXPECT_TRUE(listed().empty()) << listed().front();
  set("alarms SET severity = 'critical'");
  EXPECT_EQ(listed(),
            std::vector<std::string>{
                R"(alarms.severity: this version does not know "critical", in 1 rows, first row 1)"});
}

TEST_F(CapabilitiesWords, OfDefinitionsAreListed) {
  EXPECT_TRUE(listed_of(&capability::Manifest::definition_columns).empty());
  set("devices SET profile = 'greenhouse_9'");
  const auto listed = listed_of(&capability::Manifest::definition_columns);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_TRUE(listed.front().starts_with("devices.profile: this version does not know \"greenhouse_9\""))
      << listed.front();
}

TEST_F(CapabilitiesWords, ARoleGivesNoRightAndNoPageFails) {
  const auto farmer = county.token(access::Role::farmer);
  set("roles SET role = 'emperor' WHERE role = 'farmer'");
  EXPECT_TRUE(county.sessions.identify(farmer).grants.empty());
  for (const auto* page : {"/api/people", "/api/households"})
    EXPECT_EQ(county.get(page, county.token(access::Role::operator_)).status, 200) << page;
}

TEST_F(CapabilitiesWords, ALevelIsReadFromTheCode) {
  set("places SET level = 'galaxy'");
  read([&](sql::Transaction& t) {
    auto& places = places::place_store(t);
    EXPECT_EQ(places.by_code(testing::County::county_code)->level, places::Level::county);
    EXPECT_EQ(places.by_code(testing::County::village_code)->level, places::Level::village);
  });
}

TEST_F(CapabilitiesWords, ASeverityIsDanger) {
  const auto id = add_alarm();
  set("alarms SET severity = 'critical'");
  read([&](sql::Transaction& t) {
    auto& store = alarms::alarm_store(t);
    EXPECT_EQ(store.get(id)->severity, Severity::danger);
    alarms::AlarmQuery danger;
    danger.severity = Severity::danger;
    danger.top = 10;
    EXPECT_EQ(store.list(danger).count, 1);
  });
}

TEST_F(CapabilitiesWords, ACommandFailsUnsent) {
  actuation::Command command;
  command.thing = county.device.thing;
  command.actuator = "vent";
  const auto id = county.database
                      .write([&](sql::Transaction& t) -> Result<CommandId> {
                        return actuation::command_store(t).put(command, {});
                      })
                      .value();
  for (const auto* word : {"action = 'tilt'", "action = 'open', state = 'queued'"}) {
    set("commands SET " + std::string(word));
    read([&](sql::Transaction& t) {
      auto& store = actuation::command_store(t);
      ASSERT_EQ(store.open().size(), 1u) << word;
      EXPECT_EQ(store.open().at(0).state, actuation::CommandState::failed) << word;
      EXPECT_NE(store.open().at(0).reason, "") << word;
    });
    set("commands SET over = 1");
    read([&](sql::Transaction& t) { EXPECT_FALSE(actuation::command_store(t).get(id)) << word; });
    set("commands SET over = 0");
  }
}

TEST_F(CapabilitiesWords, AChannelIsNotUsedOrGetsOnlyDanger) {
  notifications::Channel channel;
  channel.place = county.village;
  county.database.write([&](sql::Transaction& t) { notifications::channel_store(t).put(channel); });
  const auto channels = [&] {
    return read([&](sql::Transaction& t) { return notifications::channel_store(t).of(county.village); });
  };
  set("channels SET min_severity = 'critical'");
  EXPECT_EQ(channels().at(0).min_severity, Severity::danger);
  set("channels SET kind = 'telegram'");
  EXPECT_TRUE(channels().empty());
}

TEST_F(CapabilitiesWords, ADeliveryOfAnUnknownStateIsLeftOut) {
  notifications::Delivery delivery;
  delivery.alarm = add_alarm();
  county.database.write([&](sql::Transaction& t) { notifications::delivery_store(t).put(delivery); });
  const auto count = [&] {
    return read(
        [&](sql::Transaction& t) { return notifications::delivery_store(t).of({delivery.alarm}).size(); });
  };
  EXPECT_EQ(count(), 1u);
  set("deliveries SET state = 'bounced'");
  EXPECT_EQ(count(), 0u);
}

TEST_F(CapabilitiesWords, APhaseIsLeftOutAndAnOverriddenSeverityIsDanger) {
  rules::RuleState state;
  state.thing = county.device.thing;
  state.rule = "air_cold";
  rules::RuleOverride own;
  own.thing = county.device.thing;
  own.rule = "air_cold";
  own.severity = Severity::watch;
  county.database.write([&](sql::Transaction& t) {
    rules::rule_state_store(t).put(std::span(&state, 1));
    rules::rule_override_store(t).put(own);
  });
  set("rule_states SET phase = 'pondering'");
  set("rule_overrides SET severity = 'critical'");
  read([&](sql::Transaction& t) {
    EXPECT_TRUE(rules::rule_state_store(t).all().empty());
    EXPECT_EQ(rules::rule_override_store(t).all().at(0).severity, Severity::danger);
  });
}

}  // namespace
}  // namespace cunkou::app
