#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "platform/sql/database.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;
using testing::ParsedResponse;

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
  ParsedResponse change(json::object body) { return county.patch(path, county.token(Role::farmer), body); }

  County county;
  std::string path = "/api/greenhouses/" + std::to_string(county.greenhouse.value);
};

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
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("/name"), "新名");
  EXPECT_EQ(changed.text("/planting/crop"), "tomato");
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
