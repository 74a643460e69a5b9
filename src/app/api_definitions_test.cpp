#include "app/api_definitions.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "api/device_routes.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/ingest_routes.hpp"
#include "api/openapi.hpp"
#include "api/testing/county.hpp"

namespace cunkou::app {
namespace {

TEST(ApiDefinitions, FitTheRoutes) {
  api::testing::County county;
  auto& c = county.context;
  for (auto part :
       {api::greenhouse_routes(c), api::rule_routes(c), api::command_routes(c), api::alarm_routes(c),
        api::channel_routes(c), api::live_routes(c), api::device_routes(c), api::ingest_routes(c)})
    county.add_routes(std::move(part));
  const auto definitions = read_api_definitions(std::string(CUNKOU_SOURCE_DIR) + "/definitions/api.yaml");
  ASSERT_TRUE(definitions) << definitions.error().reason;
  for (const auto& fault : api::faults_of(county.routes(), *definitions)) ADD_FAILURE() << fault;
  const auto described = api::describe_api(county.routes(), *definitions, "0.1");
  EXPECT_TRUE(described.at("paths").as_object().contains("/api/greenhouses/{id}/series"));
}

}  // namespace
}  // namespace cunkou::app
