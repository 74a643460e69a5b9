// The description of the API against the routes of the whole server.

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "app/capabilities.hpp"
#include "app/testing/county.hpp"
#include "platform/http/api_definitions.hpp"
#include "platform/http/openapi.hpp"

namespace cunkou::app {
namespace {

TEST(ApiDescription, MatchTheRoutes) {
  testing::County county;
  NoHealth no_health;
  const auto routes = all_routes(capabilities(county.platform, county.wiring), {county.clock}, no_health);
  for (const auto& fault : http::faults_of(routes, http::merge_api_parts(http::api_parts())))
    ADD_FAILURE() << fault;
  for (const auto& route : routes) {
    EXPECT_FALSE(route.summary.empty()) << route.pattern;
    EXPECT_FALSE(route.tag.empty()) << route.pattern;
    EXPECT_TRUE(route.query.has_value()) << route.pattern << " checks its parameters";
    EXPECT_EQ(route.media_types.empty(), route.request_schema.empty()) << route.pattern;
  }
}

TEST(ApiDescription, AreServedWithTheRouteTable) {
  testing::County county;
  NoHealth no_health;
  const auto routes = all_routes(capabilities(county.platform, county.wiring), {county.clock}, no_health);
  const auto& last = routes.back();
  EXPECT_EQ(last.pattern, "/api/openapi.json");
  const auto served = last.handle({}).value().body;
  EXPECT_EQ(served, description_of(routes));
  const auto paths = boost::json::parse(served).at("paths").as_object();
  for (auto path :
       {"/api/session", "/api/greenhouses/{id}/series", "/v1.1/{rest}", "/metrics", "/api/openapi.json"})
    EXPECT_TRUE(paths.contains(path)) << path;
}

}  // namespace
}  // namespace cunkou::app
