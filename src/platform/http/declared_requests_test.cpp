#include "platform/http/declared_requests.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>

#include "platform/http/api_definitions.hpp"

namespace cunkou::http {
namespace {

constexpr std::string_view description = R"(
schemas:
  Form: {type: object}
  Table: {type: string, x-media-type: text/csv}
operations:
  GET /list:
    query:
      state: {enum: [open, all], default: open}
      top: {type: integer, minimum: 0, maximum: 9}
      all: {type: boolean}
      q: {type: string}
      $filter: {type: string}
  POST /table: {takes: [text/plain]}
)";

struct DeclaredRequestsTest : ::testing::Test {
  Routes routes;
  Request request;

  DeclaredRequestsTest() {
    for (auto [method, path, schema] : {std::tuple{Method::get, "/list", ""},
                                        {Method::get, "/bare", ""},
                                        {Method::post, "/form", "Form"},
                                        {Method::post, "/table", "Table"}}) {
      Route route;
      route.method = method;
      route.pattern = path;
      route.request_schema = schema;
      routes.push_back(std::move(route));
    }
    const std::array parts{ApiPart{"test.api.yaml", description}};
    declare_requests(routes, merge_api_parts(parts));
  }

  // "" if the query is allowed, else the reason.
  std::string refusal(std::size_t route, std::string query) {
    request.query = std::move(query);
    const auto allowed = require_declared_query(routes[route], request);
    return allowed ? "" : allowed.error().reason.en;
  }
  int status(std::size_t route, std::string type, std::string body = "x") {
    Request sent;
    sent.method = Method::post;
    sent.body = std::move(body);
    if (!type.empty()) sent.headers.emplace_back("content-type", type);
    const auto refused = refuse_media_type(routes[route], sent);
    return refused ? refused->status : 0;
  }
};

TEST_F(DeclaredRequestsTest, AllowTheirParametersAndValues) {
  for (auto query : {"", "state=all", "top=0", "top=9", "all=true&q=%E6%A3%9A", "q", "q=", "&&q=1&",
                     "st%61te=open", "$filter=x&$nonsense=1"})
    EXPECT_EQ(refusal(0, query), "") << query;
  EXPECT_EQ(refusal(1, ""), "");
}

TEST_F(DeclaredRequestsTest, RefuseOthersWithWhatIsAllowed) {
  EXPECT_EQ(refusal(0, "stat=all"), "There is no parameter \"stat\"; there are: state, top, all, q, $filter");
  EXPECT_EQ(refusal(1, "a=1"), "There is no parameter \"a\" here, nor any other: leave it out");
  EXPECT_EQ(refusal(1, "$filter=1"), "There is no parameter \"$filter\" here, nor any other: leave it out");
  EXPECT_EQ(refusal(0, "state=opne"), "state has no value \"opne\"; there are: open, all");
  EXPECT_EQ(refusal(0, "state"), "state has no value \"\"; there are: open, all");
  EXPECT_EQ(refusal(0, "all=1"), "all is true or false, not \"1\"");
  for (auto wrong : {"10", "-1", "1.0", "x", "", "99999999999999999999"})
    EXPECT_EQ(refusal(0, std::string("top=") + wrong),
              std::string("top must be a whole number from 0 to 9, not \"") + wrong + "\"");
  EXPECT_EQ(refusal(0, "q=1&q=1"), "The parameter q is there twice: leave one of them");
}

TEST_F(DeclaredRequestsTest, TakeTheirMediaTypesOnly) {
  for (auto type : {"application/json", "Application/JSON ; charset=utf-8", "application/x+json", ""})
    EXPECT_EQ(status(2, type), 0) << type;
  for (auto type : {"text/plain", "application/x-www-form-urlencoded", "text/json", "x"})
    EXPECT_EQ(status(2, type), 415) << type;
  EXPECT_EQ(status(2, "text/plain", ""), 0) << "without a body";
  for (auto type : {"text/csv", "text/plain"}) EXPECT_EQ(status(3, type), 0) << type;
  EXPECT_EQ(status(3, "application/json"), 415);
  EXPECT_EQ(status(0, "text/plain"), 0) << "a route that takes no body";
}

}  // namespace
}  // namespace cunkou::http
