#include <gtest/gtest.h>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

// Forms that name a place, of persons who may send them somewhere.
TEST(MissingPlace, IsRefusedByItsField) {
  County county;
  county.add_capability("devices");
  for (const auto role : {Role::operator_, Role::county, Role::village}) {
    const auto field = [&](const std::string& target, json::object body, const char* name) {
      const auto answer = county.post(target, county.token(role), body);
      EXPECT_EQ(answer.status, 400) << target << answer.response.body;
      if (answer.status == 400) {
        EXPECT_NE(answer.text(std::string("/fields/") + name), "") << target << answer.response.body;
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

}  // namespace
}  // namespace cunkou::app
