#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "platform/sql/database.hpp"
#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

class AlarmRoutes : public ::testing::Test {
 protected:
  AlarmRoutes() {
    county.monitor_service.thing_changed(county.greenhouse);
    county.add_capability("monitor");
  }

  County county;
};

TEST_F(AlarmRoutes, RefusesANoteOverTheLimit) {
  const auto farmer = county.token(Role::farmer);
  const std::string long_text(2000, 'x');
  alarms::Alarm alarm;
  alarm.thing = county.greenhouse;
  alarm.rule = "air_cold";
  alarm.concern = "cold";
  alarm.raised = county.clock.now();
  const auto id = county.database.write(
      [&](sql::Transaction& t) -> Result<AlarmId> { return alarms::alarm_store(t).put(alarm); });
  const auto taken =
      county.post("/api/alarms/" + std::to_string(id->value) + "/acknowledge", farmer, {{"note", long_text}});
  EXPECT_EQ(taken.status, 400);
  EXPECT_NE(taken.text("/fields/note").find("太长"), std::string::npos);
}

TEST_F(AlarmRoutes, ShowsTheCourseOfAWorsenedAlarm) {
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

}  // namespace
}  // namespace cunkou::app
