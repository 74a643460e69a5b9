#include <gtest/gtest.h>

#include "app/testing/farm.hpp"

namespace cunkou::app {
namespace {

using access::Role;
using http::Method;
using testing::Farm;

TEST(SensorThingsRoutesMembers, RefuseUnknownNames) {
  Farm farm;
  const auto refused = [&](Method method, const std::string& target, const std::string& body,
                           const std::string& name) {
    const auto response = farm.as_operator(method, target, body);
    EXPECT_EQ(response.status, 400) << target << body << response.body;
    EXPECT_NE(response.body.find("「" + name + "」"), std::string::npos) << response.body;
  };
  refused(Method::patch, "/v1.1/Things(1)", R"({"nmae":"x"})", "nmae");
  refused(Method::patch, "/v1.1/Datastreams(1)", R"({"unitOfMeasurement":{"symbl":"Cel"}})", "symbl");
  refused(Method::patch, "/v1.1/Sensors(1)", R"({"meta":1})", "meta");
  refused(Method::post, "/v1.1/Things", R"({"name":"x","description":"y","bogus":1})", "bogus");
  refused(Method::post, "/v1.1/Things",
          R"({"name":"x","Locations":[{"name":"x","location":{"type":"Point"},"lcoation":{}}]})", "lcoation");
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things?$count=true&$top=0").json.at("@iot.count").as_int64(), 2);
  ASSERT_EQ(farm.send(Method::post, "/v1.1/Datastreams(1)/Observations", R"({"result":20})").status, 201);
  const auto observation = farm.get_as_operator("/v1.1/Observations").json.at("value").at(0);
  refused(Method::patch, "/v1.1/Observations(" + std::to_string(observation.at("@iot.id").as_int64()) + ")",
          R"({"reslt":7})", "reslt");
}

// A client may send back what it got.
TEST(SensorThingsRoutesMembers, AcceptTheMembersOfAResponse) {
  Farm farm;
  ASSERT_EQ(farm.send(Method::post, "/v1.1/Datastreams(1)/Observations", R"({"result":20})").status, 201);
  for (const auto* target :
       {"/v1.1/Things(1)", "/v1.1/Locations(1)", "/v1.1/Datastreams(1)", "/v1.1/Sensors(1)",
        "/v1.1/ObservedProperties(1)", "/v1.1/FeaturesOfInterest(1)"}) {
    const auto shown = farm.get_as_operator(target);
    ASSERT_EQ(shown.status, 200) << target;
    const auto changed = farm.as_operator(Method::patch, target, shown.body);
    EXPECT_EQ(changed.status, 200) << target << changed.body;
  }
}

TEST(SensorThingsRoutesMembers, RequireForTheNameOfAGreenhouseWhatTheAppRequires) {
  Farm farm;
  int number = 0;
  const auto rename = [&](Role role, const std::string& more = "") {
    const auto body = "{\"name\":\"" + std::to_string(++number) + "号\"" + more + "}";
    return farm.ask(Method::patch, "/v1.1/Things(1)", farm.token(role), body).status;
  };
  for (const auto role : {Role::operator_, Role::county, Role::town, Role::village, Role::worker})
    EXPECT_EQ(rename(role), 403) << name(role);
  for (const auto role : {Role::technician, Role::farmer, Role::family})
    EXPECT_EQ(rename(role), 200) << name(role);
  const std::string description = R"(,"description":"东边")";
  EXPECT_EQ(rename(Role::farmer, description), 200);
  EXPECT_EQ(rename(Role::family, description), 403) << "the description requires add_devices";
  const auto same = "{\"name\":\"" + std::to_string(number - 1) + "号\"}";
  EXPECT_EQ(farm.ask(Method::patch, "/v1.1/Things(1)", farm.token(Role::family), same).status, 200);
  const auto whole = farm.get_as_operator("/v1.1/Things(1)").body;
  EXPECT_EQ(farm.as_operator(Method::patch, "/v1.1/Things(1)", whole).status, 200) << "its own name";
}

}  // namespace
}  // namespace cunkou::app
