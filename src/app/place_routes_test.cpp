#include <gtest/gtest.h>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

class PlaceRoutes : public ::testing::Test {
 protected:
  std::vector<std::string> codes(Role who) {
    std::vector<std::string> found;
    const auto response = county.get("/api/places", county.token(who));
    for (const auto& place : response.json.at("places").as_array())
      found.emplace_back(place.at("code").as_string());
    return found;
  }

  County county;
};

TEST_F(PlaceRoutes, ListsPlacesWithinTheScope) {
  using Codes = std::vector<std::string>;
  EXPECT_EQ(codes(Role::operator_).size(), 5u);
  EXPECT_EQ(codes(Role::county).size(), 5u);
  const Codes down_to_the_village{std::string(County::county_code), std::string(County::town_code),
                                  std::string(County::village_code)};
  for (auto role : {Role::town, Role::village, Role::technician, Role::farmer, Role::worker})
    EXPECT_EQ(codes(role), down_to_the_village);
  const auto first = county.get("/api/places", county.token(Role::farmer));
  EXPECT_TRUE(first.json.at_pointer("/places/0/parentCode").is_null());
  EXPECT_EQ(first.text("/places/2/parentCode"), County::town_code);
  EXPECT_EQ(first.text("/places/2/level"), "village");
  EXPECT_EQ(first.json.at_pointer("/places/0/things").as_int64(), 1) << "the neighbours' are not counted";
  EXPECT_EQ(first.json.at_pointer("/places/2/things").as_int64(), 1);
}

TEST_F(PlaceRoutes, AddsAndChangesPlaces) {
  const json::object village{{"code", "610829101202"},
                             {"name", "新村"},
                             {"parentCode", County::town_code},
                             {"latitude", 37.5},
                             {"longitude", 110.7}};
  EXPECT_EQ(county.post("/api/places", county.token(Role::town), village).status, 403);
  const auto added = county.post("/api/places", county.token(Role::county), village);
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.text("/parentCode"), County::town_code);
  EXPECT_EQ(county.post("/api/places", county.token(Role::county), village).status, 409);
  EXPECT_EQ(county
                .post("/api/places", county.token(Role::county),
                      json::object{{"code", "610830000000"}, {"name", "邻县"}})
                .status,
            404);
  EXPECT_EQ(county
                .post("/api/places", county.token(Role::operator_),
                      json::object{{"code", "610830000000"}, {"name", "邻县"}})
                .status,
            201);
  EXPECT_EQ(county.patch("/api/places/610830000000", county.token(Role::county), json::object{{"name", "x"}})
                .status,
            404)
      << "not its county";
  EXPECT_EQ(
      county.patch("/api/places/610829101202", county.token(Role::county), json::object{{"latitude", 1}})
          .status,
      400);
  EXPECT_EQ(
      county
          .patch("/api/places/610829101202", county.token(Role::county), json::object{{"name", "新村(示例)"}})
          .text("/name"),
      "新村(示例)");
  EXPECT_EQ(county.patch("/api/places/999", county.token(Role::operator_), json::object{}).status, 404);
}

TEST_F(PlaceRoutes, ImportsPlaces) {
  const std::string csv = "code,name\n610829103000,寇家塬镇\n610829103\n610830000000,邻县\n";
  const auto ask = [&](Role who, std::string query) {
    return county.ask(http::Method::post, "/api/places/import" + query, county.token(who), csv);
  };
  EXPECT_EQ(ask(Role::village, "").status, 403);
  const auto preview = ask(Role::county, "?preview=true");
  EXPECT_EQ(preview.json.at("add").as_int64(), 1);
  EXPECT_EQ(preview.json.at("bad").as_array().size(), 2u);
  EXPECT_EQ(preview.text("/bad/0/text"), "610829103");
  EXPECT_EQ(preview.text("/bad/0/reason"), "区划代码应是12位数字（组是15位）");
  EXPECT_EQ(codes(Role::county).size(), 5u);
  EXPECT_EQ(ask(Role::county, "?preview=false").json.at("add").as_int64(), 1);
  EXPECT_EQ(codes(Role::county).size(), 6u);
  const auto again = ask(Role::operator_, "");
  EXPECT_EQ(again.json.at("same").as_int64(), 1);
  EXPECT_EQ(again.json.at("add").as_int64(), 1) << "the operator may add a county";
}

}  // namespace
}  // namespace cunkou::app
