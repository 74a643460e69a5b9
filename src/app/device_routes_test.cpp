
#include <gtest/gtest.h>

#include <thread>

#include "app/testing/farm.hpp"
#include "platform/sql/testing/statement_counter.hpp"

namespace cunkou::app {
namespace {

using access::Role;
using http::Method;
using testing::Farm;
using testing::ParsedResponse;

struct DeviceRoutes : ::testing::Test {
  Farm farm;

  // Waits for the job's thread, not for time.
  ParsedResponse finished(const std::string& id) {
    for (;;) {
      auto import = farm.get_as_operator("/api/imports/" + id);
      if (import.text("/state") != "running") return import;
      std::this_thread::yield();
    }
  }
  ParsedResponse import(const std::string& csv) {
    const auto begun = farm.as_operator(Method::post, "/api/devices/1/import", csv);
    EXPECT_EQ(begun.status, 202) << begun.body;
    return finished(std::to_string(begun.json.at("id").as_int64()));
  }
};

TEST_F(DeviceRoutes, ListsTheProfiles) {
  const auto profiles = farm.ask(Method::get, "/api/profiles", farm.token(Role::farmer)).json.at("profiles");
  ASSERT_EQ(profiles.as_array().size(), 2u);
  EXPECT_EQ(profiles.at(0).at("quantities").at(0).at("code").as_string(), "air_temperature");
  EXPECT_EQ(farm.ask(Method::get, "/api/profiles").status, 401);
}

TEST_F(DeviceRoutes, ListsTheDevicesWithinTheScope) {
  EXPECT_EQ(farm.get_as_operator("/api/devices").json.at("count").as_int64(), 2);
  const auto mine = farm.ask(Method::get, "/api/devices", farm.token(Role::farmer)).json;
  ASSERT_EQ(mine.at("devices").as_array().size(), 1u);
  EXPECT_EQ(mine.at("devices").at(0).at("place").at("name").as_string(), "李家河村");
  EXPECT_EQ(mine.at("devices").at(0).at("tokenValid").as_bool(), true);
  EXPECT_EQ(farm.get_as_operator("/api/devices?place=" + std::string(Farm::other_village_code))
                .json.at("count")
                .as_int64(),
            1);
  EXPECT_EQ(farm.get_as_operator("/api/devices?greenhouse=1").json.at("count").as_int64(), 1);
  EXPECT_EQ(farm.get_as_operator("/api/devices?place=1").status, 404);
  EXPECT_EQ(farm.ask(Method::get, "/api/devices/2", farm.token(Role::farmer)).status, 404);
}

TEST_F(DeviceRoutes, ListsDevicesInAConstantNumberOfReads) {
  sql::testing::StatementCounter statements(farm.database);
  const auto reads = [&] { return statements.count_of([&] { farm.get_as_operator("/api/devices"); }); };
  farm.get_as_operator("/api/devices");
  const auto of_two = reads();
  for (int n = 0; n < 20; ++n) farm.add_device("新棚" + std::to_string(n), "greenhouse");
  EXPECT_EQ(farm.get_as_operator("/api/devices").json.at("devices").as_array().size(), 22u);
  EXPECT_EQ(reads(), of_two);
}

TEST_F(DeviceRoutes, ListsDevicesByPages) {
  for (int n = 0; n < 5; ++n) farm.add_device("新棚" + std::to_string(n), "greenhouse");
  const auto page = farm.get_as_operator("/api/devices?top=2&skip=6").json;
  EXPECT_EQ(page.at("count").as_int64(), 7);
  ASSERT_EQ(page.at("devices").as_array().size(), 1u);
  EXPECT_EQ(page.at("devices").at(0).at("name").as_string(), "新棚4");
}

TEST_F(DeviceRoutes, RegistersADeviceAndShowsItsTokenOnce) {
  const auto wanted = [&](std::string_view place, std::int64_t household) {
    return boost::json::serialize(boost::json::value{
        {"name", "3号棚"}, {"profile", "greenhouse"}, {"placeCode", place}, {"householdId", household}});
  };
  const auto household = farm.household.value;
  EXPECT_EQ(
      farm.ask(Method::post, "/api/devices", farm.token(Role::worker), wanted(Farm::village_code, household))
          .status,
      403);
  EXPECT_GE(
      farm.ask(Method::post, "/api/devices", farm.token(Role::farmer), wanted(Farm::village_code, 0)).status,
      403)
      << "not of their household";
  const auto added =
      farm.ask(Method::post, "/api/devices", farm.token(Role::farmer), wanted(Farm::village_code, household));
  ASSERT_EQ(added.status, 201) << added.body;
  const auto token = added.text("/token");
  EXPECT_EQ(farm.ask(Method::post, "/api/v1/" + token + "/telemetry", "", R"({"air_temperature":20})").status,
            200);
  EXPECT_EQ(
      farm.ask(Method::post, "/api/devices", farm.token(Role::farmer), wanted(Farm::village_code, household))
          .status,
      409)
      << "the same name";
  EXPECT_EQ(farm.as_operator(Method::post, "/api/devices",
                             R"({"name":"x","profile":"nothing","placeCode":"610829101201"})")
                .status,
            400);
  EXPECT_EQ(farm.as_operator(Method::post, "/api/devices",
                             R"({"name":"","profile":"greenhouse","placeCode":"610829101201"})")
                .status,
            400);
  const auto attached =
      farm.as_operator(Method::post, "/api/devices", R"({"name":"气象站","profile":"any","thingId":1})");
  ASSERT_EQ(attached.status, 201) << attached.body;
  EXPECT_EQ(attached.json.at("device").at("thing").at("id").as_int64(), 1);
}

TEST_F(DeviceRoutes, RequiresAVillageForAGreenhouseOrAHousehold) {
  const auto wanted = [&](std::string_view profile, std::string_view place, std::int64_t household) {
    return boost::json::serialize(boost::json::value{
        {"name", "高处"}, {"profile", profile}, {"placeCode", place}, {"householdId", household}});
  };
  for (const auto place : {Farm::county_code, Farm::town_code}) {
    for (const auto* profile : {"greenhouse", "any"}) {
      const auto refused = farm.ask(Method::post, "/api/devices", farm.token(Role::farmer),
                                    wanted(profile, place, farm.household.value));
      EXPECT_EQ(refused.status, 400) << profile << " " << place;
      EXPECT_NE(refused.body.find("村或组"), std::string::npos) << refused.body;
    }
    EXPECT_EQ(farm.as_operator(Method::post, "/api/devices", wanted("greenhouse", place, 0)).status, 400);
  }
  EXPECT_EQ(farm.as_operator(Method::post, "/api/devices", wanted("any", Farm::town_code, 0)).status, 201);
}

TEST_F(DeviceRoutes, RenewsAndRevokesTokensAtOnce) {
  const auto old = farm.device_token;
  const auto fresh = farm.ask(Method::post, "/api/devices/1/token", farm.token(Role::farmer)).text("/token");
  EXPECT_EQ(farm.ask(Method::post, "/api/v1/" + old + "/telemetry", "", "{}").status, 401);
  EXPECT_EQ(farm.ask(Method::post, "/api/v1/" + fresh + "/telemetry", "", "{}").status, 200);
  EXPECT_EQ(farm.ask(Method::delete_, "/api/devices/1/token", farm.token(Role::worker)).status, 403);
  EXPECT_EQ(farm.ask(Method::delete_, "/api/devices/1/token", farm.token(Role::farmer)).status, 204);
  EXPECT_EQ(farm.ask(Method::post, "/api/v1/" + fresh + "/telemetry", "", "{}").status, 401);
  EXPECT_EQ(farm.get_as_operator("/api/devices/1").json.at("tokenValid").as_bool(), false);
  EXPECT_GE(farm.connections.disconnected, 2u);
}

TEST_F(DeviceRoutes, DeletesLeftoverReadingsOfANewStream) {
  series::Batch left;
  for (std::int64_t id = 1; id < 50; ++id)
    left.readings.push_back({StreamId{id}, farm.clock.now() - hours(1), 21.5});
  ASSERT_TRUE(farm.series.append_and_wait(std::move(left)));
  const auto added = farm.as_operator(
      Method::post, "/api/devices", R"({"name":"3号棚","profile":"greenhouse","placeCode":"610829101201"})");
  ASSERT_EQ(added.status, 201) << added.body;
  const auto id_of_device = std::to_string(added.json.at("device").at("id").as_int64());
  const auto streams = farm.get_as_operator("/api/devices/" + id_of_device).json.at("streams").as_array();
  ASSERT_FALSE(streams.empty());
  for (const auto& stream : streams) {
    const auto id = stream.at("id").as_int64();
    EXPECT_EQ(farm.series.totals(StreamId{id}).count, 0) << id;
  }
}

TEST_F(DeviceRoutes, RenamesAndRemovesADevice) {
  EXPECT_EQ(
      farm.ask(Method::patch, "/api/devices/1", farm.token(Role::farmer), R"({"name":"一号"})").text("/name"),
      "一号");
  EXPECT_EQ(farm.ask(Method::delete_, "/api/devices/1", farm.token(Role::technician)).status, 403);
  EXPECT_EQ(farm.ask(Method::delete_, "/api/devices/1", farm.token(Role::farmer)).status, 204);
  EXPECT_EQ(farm.get_as_operator("/api/devices/1").status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Datastreams(1)").status, 200) << "the readings stay";
}

TEST_F(DeviceRoutes, ShowsStreamsCountsAndRefusals) {
  farm.send(Method::post, "/api/v1/" + farm.device_token + "/telemetry", R"({"air_temperature":21.5})");
  farm.send(Method::post, "/api/v1/" + farm.device_token + "/telemetry",
            R"({"air_temperature":NaN,"wind":3})");
  const auto shown = farm.get_as_operator("/api/devices/1").json;
  EXPECT_EQ(shown.at("streams").at(0).at("latest").at("value").to_number<double>(), 21.5);
  EXPECT_EQ(shown.at("streams").at(0).at("count").as_int64(), 1);
  EXPECT_EQ(shown.at("counts").at("refused").as_int64(), 2);
  EXPECT_EQ(shown.at("refusals").as_array().size(), 2u);
  EXPECT_EQ(shown.at("refusals").at(0).at("reason").as_string(), "这种设备没有这个量");
  EXPECT_EQ(shown.at("lastReadingAt").as_string(), to_iso(farm.clock.now()));
}

TEST_F(DeviceRoutes, ImportsAFileAndChangesNothingTheSecondTime) {
  const std::string csv =
      "stream,time_utc,value,unit\nair_temperature,2021-06-22T11:15:00Z,33.6,Cel\nair_temperature,2021-06-"
      "22T11:30:00Z,33,Cel\n"
      "air_temperature,2021-06-22T11:45:00Z,nan,Cel\nair_temperature,2021-06-22T12:00:00Z,999,Cel\nwind,2021-"
      "06-22T12:00:00Z,1,\nbroken\n";
  const auto first = import(csv);
  EXPECT_EQ(first.text("/state"), "done");
  EXPECT_EQ(first.json.at("added").as_int64(), 2);
  EXPECT_EQ(first.json.at("refused").as_int64(), 4);
  EXPECT_EQ(first.json.at("bytes"), first.json.at("bytesTotal"));
  const auto again = import(csv);
  EXPECT_EQ(again.json.at("added").as_int64(), 0);
  EXPECT_EQ(again.json.at("equal").as_int64(), 2);
  EXPECT_EQ(farm.as_operator(Method::post, "/api/devices/1/import", "a,b\n").status, 400);
  EXPECT_EQ(farm.ask(Method::get, "/api/imports/1", farm.token(Role::worker)).status, 403);
  EXPECT_EQ(farm.get_as_operator("/api/imports/99").status, 404);
}

}  // namespace
}  // namespace cunkou::app
