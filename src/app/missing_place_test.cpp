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

TEST(ChannelForm, RefusesALongOrBlankNameAndTargetByWhatIsWrong) {
  County county;
  county.add_capability("notifications");
  const auto reason = [&](const std::string& name, const std::string& target) {
    const auto answer = county.post("/api/places/" + std::string(County::village_code) + "/channels",
                                    county.token(Role::village),
                                    json::object{{"kind", "webhook"}, {"name", name}, {"target", target}});
    EXPECT_EQ(answer.status, 400) << answer.response.body;
    return answer.response.body;
  };
  const std::string url = "https://example.com/";
  EXPECT_NE(reason(std::string(123, 'x'), url).find("太长"), std::string::npos);
  EXPECT_NE(reason("微信", url + std::string(3000, 'x')).find("太长"), std::string::npos);
  EXPECT_NE(reason("   ", url).find("请填写"), std::string::npos);
  EXPECT_NE(reason("微信", "   ").find("请填写"), std::string::npos);
  EXPECT_NE(reason(std::string("a\0b", 3), url).find("不能显示"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::app
