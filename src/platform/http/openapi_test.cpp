#include "platform/http/openapi.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "access/permission.hpp"

namespace cunkou::http {
namespace {

namespace json = boost::json;

json::object definitions() {
  return json::parse(R"({
    "info": "JSON is lowerCamelCase.",
    "securitySchemes": {"session": {"type": "apiKey"}, "device": {"type": "http"}},
    "schemas": {
      "Problem": {"type": "object", "properties": {"code": {"type": "string"}}},
      "Vent": {"type": "object", "x-optional": ["position"],
               "properties": {"name": {"type": "string"}, "position": {"$ref": "#/components/schemas/Position"}}},
      "Position": {"type": "number"},
      "Csv": {"type": "string", "x-media-type": "text/csv"}},
    "operations": {
      "GET /api/vents/{id}": {"query": {"from": {"type": "string", "description": "When"}}, "refusal": "Position"},
      "POST /api/vents/{id}": {"body": "optional", "security": ["device", "session"]}}})")
      .as_object();
}

Routes routes() {
  Route show, import, things;
  show.pattern = "/api/vents/{id}";
  show.response_schema = "Vent";
  show.need = access::Permission::see;
  import.method = Method::post;
  import.pattern = "/api/vents/{id}";
  import.request_schema = "Csv";
  import.need = access::Permission::anyone;
  things.pattern = "/v1.1/{rest...}";
  return {show, import, things};
}

TEST(OpenApi, JoinsRoutesAndSchemas) {
  const json::value api = describe_api(routes(), definitions(), "0.1");
  EXPECT_EQ(
      api.at_pointer("/paths/~1api~1vents~1{id}/get/responses/2XX/content/application~1json/schema/$ref")
          .as_string(),
      "#/components/schemas/Vent");
  EXPECT_TRUE(
      api.at_pointer("/paths/~1api~1vents~1{id}/post/requestBody/content").as_object().contains("text/csv"));
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/get/parameters/0/schema/type").as_string(), "integer");
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/get/parameters/1/name").as_string(), "from");
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/get/parameters/1/description").as_string(), "When");
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/get/responses/default/content"),
            json::parse(R"({"application/json":{"schema":{"$ref":"#/components/schemas/Position"}},)"
                        R"("application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}})"));
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/post/requestBody/required").as_bool(), false);
  EXPECT_EQ(json::serialize(api.at_pointer("/paths/~1api~1vents~1{id}/post/security")),
            R"([{"device":[]},{"session":[]}])");
  EXPECT_EQ(json::serialize(api.at_pointer("/paths/~1api~1vents~1{id}/get/security")), R"([{"session":[]}])");
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/get/operationId").as_string(), "getApiVentsId");
  EXPECT_EQ(api.at_pointer("/paths/~1api~1vents~1{id}/get/x-permission").as_string(), "see");
  EXPECT_EQ(api.at_pointer("/info/description").as_string(), "JSON is lowerCamelCase.");
  EXPECT_EQ(api.at_pointer("/components/securitySchemes"), definitions().at("securitySchemes"));
  EXPECT_TRUE(api.at_pointer("/paths").as_object().contains("/v1.1/{rest}"));
  EXPECT_EQ(json::serialize(api.at_pointer("/components/schemas/Vent/required")), R"(["name"])");
  EXPECT_FALSE(api.at_pointer("/components/schemas/Vent").as_object().contains("x-optional"));
}

TEST(OpenApi, ReportsEveryMismatchOfRoutesAndDefinitions) {
  EXPECT_TRUE(faults_of(routes(), definitions()).empty());
  auto wrong = definitions();
  wrong["schemas"].as_object().erase("Position");
  wrong["schemas"].as_object()["Fan"] = json::object();
  wrong["operations"].as_object()["GET /api/fans"] = {
      {"headers", 1}, {"security", {"badge"}}, {"refusal", "Fault"}};
  EXPECT_EQ(faults_of(routes(), wrong),
            (std::vector<std::string>{
                "no schema is called Fault", "no schema is called Position", "nothing uses the schema Fan",
                "an operation without a route: GET /api/fans", "GET /api/fans does not know the key headers",
                "GET /api/fans names no security scheme: badge"}));
}

TEST(OpenApi, IsServedToAnyone) {
  const auto route = openapi_route("{}");
  EXPECT_EQ(route.handle({}).value().body, "{}");
}

}  // namespace
}  // namespace cunkou::http
