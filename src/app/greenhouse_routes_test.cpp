
#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "platform/http/make_route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::Answer;
using testing::County;

class GreenhouseRoutes : public ::testing::Test {
 protected:
  GreenhouseRoutes() {
    county.crops.push_back(tomato());
    county.monitor_service.thing_changed(county.greenhouse);
    county.add_capability("greenhouses");
  }

  static agronomy::Crop tomato() {
    agronomy::Crop crop;
    crop.code = "tomato";
    return crop;
  }
  Answer change(json::object body) { return county.patch(path, county.token(Role::farmer), body); }

  County county;
  std::string path = "/api/greenhouses/" + std::to_string(county.greenhouse.value);
};
using CommandRoutes = GreenhouseRoutes;
using AlarmRoutes = GreenhouseRoutes;
using ChannelRoutes = GreenhouseRoutes;

TEST_F(GreenhouseRoutes, ChangesAllFieldsOrNone) {
  const auto before = county.get(path, county.token(Role::farmer)).json;
  for (const json::object& wrong :
       {json::object{{"name", "新名"}, {"crop", "pineapple"}},
        json::object{{"name", "新名"}, {"stage", "asleep"}},
        json::object{{"name", "新名"}, {"plantedAt", "yesterday"}},
        json::object{{"name", "新名"}, {"plantedAt", to_iso(county.clock.now() + days(400))}},
        json::object{{"name", "新名"}, {"automatic", "yes"}}, json::object{{"crop", "tomato"}, {"name", " "}},
        json::object{{"crop", "tomato"}, {"name", 7}}}) {
    EXPECT_EQ(change(wrong).status, 400) << json::serialize(wrong);
    const auto after = county.get(path, county.token(Role::farmer)).json;
    EXPECT_EQ(after.at("name"), before.at("name")) << json::serialize(wrong);
    EXPECT_EQ(after.at("planting"), before.at("planting")) << json::serialize(wrong);
  }
  const auto changed = change({{"name", "新名"}, {"crop", "tomato"}});
  ASSERT_EQ(changed.status, 200) << changed.response.body;
  EXPECT_EQ(changed.text("/name"), "新名");
  EXPECT_EQ(changed.text("/planting/crop"), "tomato");
}

TEST_F(CommandRoutes, RefusesAReasonOverTheLimit) {
  county.add_capability("monitor");
  const auto farmer = county.token(Role::farmer);
  const std::string book(2000, 'x');
  const auto asked =
      county.post(path + "/commands", farmer, {{"actuator", "vent"}, {"action", "open"}, {"why", book}});
  EXPECT_EQ(asked.status, 400);
  EXPECT_NE(asked.text("/fields/why").find("太长"), std::string::npos);
  alarms::Alarm alarm;
  alarm.thing = county.greenhouse;
  alarm.rule = "air_cold";
  alarm.concern = "cold";
  alarm.raised = county.clock.now();
  const auto id = county.database.write(
      [&](sql::Transaction& t) -> Result<AlarmId> { return alarms::alarm_store(t).put(alarm); });
  const auto taken =
      county.post("/api/alarms/" + std::to_string(id->value) + "/acknowledge", farmer, {{"note", book}});
  EXPECT_EQ(taken.status, 400);
  EXPECT_NE(taken.text("/fields/note").find("太长"), std::string::npos);
}

TEST_F(AlarmRoutes, ShowsTheCourseOfAWorsenedAlarm) {
  county.add_capability("monitor");
  alarms::Alarm alarm;
  alarm.thing = county.greenhouse;
  alarm.rule = "air_falling";
  alarm.concern = "cold";
  alarm.raised = county.clock.now();
  alarm.value = 6;
  const auto id = county.database.write([&](sql::Transaction& t) -> Result<AlarmId> {
    auto stored = alarm;
    stored.id = alarms::alarm_store(t).put(stored);
    alarms::alarm_store(t).add_change(change_of(stored, alarms::AlarmChangeKind::raised, stored.raised));
    stored.rule = "frost_soon";
    stored.severity = rules::Severity::danger;
    stored.value = -2.5;
    stored.threshold = -1;
    alarms::alarm_store(t).put(stored);
    alarms::alarm_store(t).add_change(
        change_of(stored, alarms::AlarmChangeKind::worsened, stored.raised + minutes(9)));
    return stored.id;
  });
  const auto farmer = county.token(Role::farmer);
  const auto one = county.get("/api/alarms/" + std::to_string(id->value), farmer);
  const auto& changes = one.json.at("changes").as_array();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(one.text("/changes/0/change"), "raised");
  EXPECT_EQ(one.text("/changes/0/code"), "air_falling");
  EXPECT_EQ(one.text("/changes/0/severity"), "watch");
  EXPECT_EQ(one.text("/changes/1/change"), "worsened");
  EXPECT_EQ(one.text("/changes/1/severity"), "danger");
  EXPECT_EQ(one.text("/changes/1/at"), to_iso(alarm.raised + minutes(9)));
  EXPECT_EQ(one.json.at_pointer("/changes/1/params/threshold").to_number<double>(), -1);
  EXPECT_EQ(one.json.at_pointer("/changes/1/params/value").to_number<double>(), -2.5);
  const auto listed = county.get("/api/alarms", farmer);
  EXPECT_EQ(listed.json.at_pointer("/alarms/0/changes"), one.json.at("changes"));
}

TEST_F(ChannelRoutes, HidesTheSecretsOfAChannel) {
  county.add_capability("notifications");
  const auto path_of = "/api/places/" + std::string(County::village_code) + "/channels";
  for (const char* target : {"https://example.org/hook/SECRET", "https://example.org?key=SECRET"}) {
    const auto added = county.post(path_of, county.token(Role::village),
                                   {{"kind", "webhook"}, {"name", "群"}, {"target", target}});
    ASSERT_EQ(added.status, 201) << added.response.body;
    EXPECT_EQ(added.response.body.find("SECRET"), std::string::npos) << added.response.body;
  }
}

// More has happened since than a curve shows.
TEST_F(GreenhouseRoutes, ShowsAlarmsAndCommandsOfThePeriod) {
  const auto long_ago = county.clock.now() - days(100);
  county.database
      .write([&](sql::Transaction& t) -> Result<int> {
        for (int n = 0; n <= 600; ++n) {
          const auto at = n ? county.clock.now() - minutes(n) : long_ago;
          alarms::Alarm alarm;
          alarm.thing = county.greenhouse;
          alarm.rule = "air_cold";
          alarm.concern = "cold";
          alarm.raised = at;
          alarm.cleared = at + minutes(1);
          alarms::alarm_store(t).put(alarm);
          actuation::Command command;
          command.thing = county.greenhouse;
          command.actuator = "vent";
          command.requested = at;
          actuation::command_store(t).put(command, {});
        }
        return 0;
      })
      .value();
  const auto series = [&](Instant from, Instant to) {
    return county.get(path + "/series?from=" + to_iso(from) + "&to=" + to_iso(to), county.token(Role::farmer))
        .json.at("marks")
        .as_array();
  };
  const auto old = series(long_ago - hours(1), long_ago + hours(1));
  ASSERT_EQ(old.size(), 2u);
  EXPECT_EQ(old.at(0).at("kind").as_string(), "alarm");
  EXPECT_EQ(old.at(1).at("kind").as_string(), "command");
  EXPECT_EQ(series(long_ago + hours(1), long_ago + hours(2)).size(), 0u);
  EXPECT_EQ(series(county.clock.now() - minutes(3), county.clock.now()).size(), 6u);
}

}  // namespace
}  // namespace cunkou::app
