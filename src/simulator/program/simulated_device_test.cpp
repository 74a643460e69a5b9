#include "simulator/program/simulated_device.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cunkou::simulator {
namespace {

namespace json = boost::json;

const Instant noon = parse_instant("2026-01-10T12:30:00+08:00").value();

struct SimulatedDeviceTest : ::testing::Test {
  Device device{7, 1, noon, {.household_at_work = false, .speed = 1}};
  Instant now = noon;

  void wait(Duration by) { device.advance_to(now = now + by); }
  std::string execute(const std::string& params, const std::string& method = "vent") {
    return device.execute("{\"method\":\"" + method + "\",\"params\":" + params + "}", now);
  }
  json::object reported() { return json::parse(device.telemetry(now)).at("values").as_object(); }
  std::int64_t position() { return reported().at("vent_position").to_number<std::int64_t>(); }
};

TEST_F(SimulatedDeviceTest, ReportsEveryQuantityOfItsProfileWithItsTime) {
  const json::value sent = json::parse(device.telemetry(now));
  EXPECT_EQ(sent.at("ts").as_int64(), now.ms);
  for (const char* quantity : {"air_temperature", "relative_humidity", "soil_temperature", "soil_moisture",
                               "solar_radiation", "vent_position", "roller_shutter_position"}) {
    EXPECT_TRUE(sent.at("values").as_object().contains(quantity)) << quantity;
  }
}

TEST_F(SimulatedDeviceTest, StartsWhereItsHistoryEnds) {
  const auto greenhouse = climate::build_greenhouse(7, 1);
  double last = 0;
  climate::simulate(greenhouse, 7, noon - minutes(1), noon,
                    [&](const climate::Moment& m) { last = m.measured.air_temperature; });
  EXPECT_NEAR(reported().at("air_temperature").to_number<double>(), last, 0.5);
}

TEST_F(SimulatedDeviceTest, OpensTheVentAtItsSpeedAndReportsTheMotion) {
  execute(R"({"action":"close"})");
  wait(seconds(61));
  device.motion(now);
  EXPECT_EQ(execute(R"({"action":"open","expires":"2026-01-10T04:33:00Z"})"), R"({"accepted":true})");
  EXPECT_EQ(json::parse(*device.motion(now)).at("values").at("vent_moving").as_string(), "opening");
  wait(seconds(30));
  EXPECT_EQ(position(), 50);
  wait(seconds(31));
  EXPECT_EQ(position(), 100);
  const json::value sent = json::parse(*device.motion(now));
  EXPECT_EQ(sent.at("values").at("vent_moving").as_string(), "");
  EXPECT_EQ(sent.at("values").at("vent_position").to_number<int>(), 100);
  EXPECT_FALSE(device.motion(now));
}

TEST_F(SimulatedDeviceTest, CoolsWhenTheVentOpens) {
  execute(R"({"action":"close"})");
  wait(hours(1));
  const double shut = reported().at("air_temperature").to_number<double>();
  execute(R"({"action":"open"})");
  wait(minutes(15));
  EXPECT_LT(reported().at("air_temperature").to_number<double>(), shut - 2);
}

TEST_F(SimulatedDeviceTest, SetsAPositionAndStopsOnTheWay) {
  execute(R"({"action":"close"})");
  wait(seconds(61));
  execute(R"({"action":"set","position":50})");
  wait(seconds(61));
  EXPECT_EQ(position(), 50);
  execute(R"({"action":"open"})");
  wait(seconds(12));
  execute(R"({"action":"stop"})");
  wait(seconds(12));
  EXPECT_EQ(position(), 70);
}

TEST_F(SimulatedDeviceTest, RefusesAnExpiredCommand) {
  const auto before = position();
  EXPECT_EQ(execute(R"({"action":"open","expires":"2026-01-10T04:29:59Z"})"),
            R"({"accepted":false,"reason":"expired"})");
  EXPECT_EQ(execute(R"({"action":"open","expires":"soon"})"), R"({"accepted":false,"reason":"expired"})");
  wait(seconds(30));
  EXPECT_EQ(position(), before);
}

TEST_F(SimulatedDeviceTest, RefusesUnknownCommands) {
  for (const char* bad : {"", "[]", "{}", R"({"method":1,"params":{}})", R"({"method":"vent"})"}) {
    EXPECT_EQ(device.execute(bad, now), R"({"accepted":false,"reason":"malformed"})") << bad;
  }
  EXPECT_EQ(execute("{}", "pump"), R"({"accepted":false,"reason":"unknown method"})");
  for (const char* bad :
       {"{}", R"({"action":"jump"})", R"({"action":"set"})", R"({"action":"set","position":101})"}) {
    EXPECT_EQ(execute(bad), R"({"accepted":false,"reason":"unknown action"})") << bad;
  }
}

TEST(SimulatedDevice, RunsFasterWithASpeedFactor) {
  Device fast{7, 1, noon, {.household_at_work = false, .speed = 60}};
  fast.execute(R"({"method":"roller_shutter","params":{"action":"close"}})", noon);
  fast.advance_to(noon + seconds(5));
  EXPECT_EQ(json::parse(fast.telemetry(noon + seconds(5))).at("values").at("roller_shutter_position"), 0);
}

TEST(SimulatedDevice, LowersTheQuiltByHandUnlessACommandMovedIt) {
  const Instant evening = parse_instant("2026-01-10T16:20:00+08:00").value();
  const auto shutter = [](const Device& d, Instant at) {
    return json::parse(d.telemetry(at)).at("values").at("roller_shutter_position").to_number<int>();
  };
  Device left_alone{7, 1, evening, {}}, commanded{7, 1, evening, {}};
  EXPECT_EQ(shutter(left_alone, evening), 100);
  commanded.execute(R"({"method":"roller_shutter","params":{"action":"open"}})", evening);
  for (int minute = 1; minute <= 100; ++minute) {
    left_alone.advance_to(evening + minutes(minute));
    commanded.advance_to(evening + minutes(minute));
  }
  EXPECT_EQ(shutter(left_alone, evening + minutes(100)), 0);
  EXPECT_EQ(shutter(commanded, evening + minutes(100)), 100);
}

TEST(SimulatedDevice, IgnoresAClockThatGoesBack) {
  Device device{7, 1, noon, {}};
  const auto before = device.telemetry(noon);
  device.advance_to(noon - hours(1));
  EXPECT_EQ(device.telemetry(noon), before);
}

}  // namespace
}  // namespace cunkou::simulator
