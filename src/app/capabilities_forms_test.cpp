// Forms of every capability.
#include <gtest/gtest.h>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

// Forms that name a place, of persons who may send them somewhere.
TEST(CapabilitiesForms, RefuseAMissingPlaceByItsField) {
  County county;
  county.add_capability("devices");
  for (const auto role : {Role::operator_, Role::county, Role::village}) {
    const auto field = [&](const std::string& target, json::object body, const char* name) {
      const auto response = county.post(target, county.token(role), body);
      EXPECT_EQ(response.status, 400) << target << response.body;
      if (response.status == 400) {
        EXPECT_NE(response.text(std::string("/fields/") + name), "") << target << response.body;
      }
    };
    field("/api/households", {{"name", "新的一户"}}, "placeCode");
    field("/api/devices", {{"name", "新的"}, {"profile", "greenhouse"}}, "placeCode");
    field("/api/invitations", {{"role", "farmer"}}, "householdId");
    field("/api/invitations", {{"role", "village"}}, "placeCode");
    if (role != Role::village) field("/api/places", {{"name", "新村"}}, "code");
  }
  const json::object household{{"name", "新的一户"}};
  EXPECT_NE(county.post("/api/households", county.token(Role::farmer), household).status, 400)
      << "the form is not checked for a person who may send it nowhere";
}

// A misspelt name of a field must not look like a change.
TEST(CapabilitiesForms, RefuseAnUnknownFieldByItsName) {
  County county;
  for (auto name : {"greenhouses", "monitor", "notifications", "devices", "ingest"})
    county.add_capability(name);
  const auto greenhouse = "/api/greenhouses/" + std::to_string(county.greenhouse.value);
  const auto home = "/api/households/" + std::to_string(county.household.value);
  const auto village = "/api/places/" + std::string(County::village_code);
  using http::Method;
  for (const auto& [method, path, role] :
       {std::tuple{Method::patch, std::string("/api/me"), Role::farmer},
        {Method::post, "/api/me/password", Role::farmer},
        {Method::post, "/api/session", Role::farmer},
        {Method::post, "/api/invitations", Role::village},
        {Method::post, "/api/qr", Role::farmer},
        {Method::post, "/api/places", Role::operator_},
        {Method::patch, village, Role::county},
        {Method::post, village + "/channels", Role::village},
        {Method::post, "/api/households", Role::village},
        {Method::patch, home, Role::farmer},
        {Method::patch, greenhouse, Role::farmer},
        {Method::put, greenhouse + "/rules/air_cold", Role::farmer},
        {Method::post, greenhouse + "/commands", Role::farmer},
        {Method::post, "/api/devices", Role::village},
        {Method::patch, "/api/devices/" + std::to_string(county.device.id.value), Role::farmer}}) {
    json::object body{{"naem", "x"},
                      {"placeCode", County::village_code},
                      {"code", "610829101299"},
                      {"actuator", "vent"},
                      {"action", "open"}};
    const auto response = county.ask(method, path, county.token(role), json::serialize(body));
    EXPECT_EQ(response.status, 400) << path << response.body;
    if (response.status == 400) {
      EXPECT_TRUE(response.body.find("naem") != std::string::npos ||
                  response.body.find("placeCode") != std::string::npos)
          << path << response.body;
    }
  }
  const auto two = county.patch("/api/me", county.token(Role::farmer), {{"naem", "x"}, {"name", 5}});
  EXPECT_EQ(two.text("/detail"), "没有「naem」这一项，请去掉或改正");
  EXPECT_EQ(two.text("/fields/naem"), "没有「naem」这一项，请去掉或改正");
  EXPECT_EQ(two.text("/fields/name"), "应是文字");
}

TEST(CapabilitiesForms, ListFewOfThousandsOfUnknownFields) {
  County county;
  json::object body{{std::string(2000, 'x'), 1}};
  for (int i = 0; i < 2000; ++i) body["k" + std::to_string(i)] = 1;
  const auto response = county.patch("/api/me", county.token(Role::farmer), body);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.text("/fields/k0"), "没有「k0」这一项，请去掉或改正");
  EXPECT_LT(response.body.size(), 2000u);
}

}  // namespace
}  // namespace cunkou::app
