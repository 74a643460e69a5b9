#include "platform/http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace cunkou::http {
namespace {

Route route(Method method, std::string pattern) {
  Route r;
  r.method = method;
  r.pattern = std::move(pattern);
  return r;
}

Router sample() {
  return Router({route(Method::get, "/api/places"), route(Method::post, "/api/places"),
                 route(Method::post, "/api/places/import"), route(Method::patch, "/api/places/{code}"),
                 route(Method::get, "/api/greenhouses/{id}/rules"),
                 route(Method::put, "/api/greenhouses/{id}/rules/{code}"),
                 route(Method::get, "/v1.1/{rest...}"), route(Method::post, "/v1.1/{path...}"),
                 route(Method::post, "/v1.1/CreateObservations"), route(Method::get, "/")});
}

std::string found(const Router::Match& match) { return match.route ? match.route->pattern : ""; }

TEST(Router, PrefersLiteralsToParameters) {
  const auto router = sample();
  EXPECT_EQ(found(router.find(Method::post, "/api/places/import")), "/api/places/import");
  auto match = router.find(Method::patch, "/api/places/import");
  EXPECT_EQ(found(match), "/api/places/{code}");
  EXPECT_EQ(match.params["code"], "import");
  EXPECT_EQ(found(router.find(Method::get, "/")), "/");
}

TEST(Router, DecodesParametersWithEncodedSlashes) {
  auto match = sample().find(Method::put, "/api/greenhouses/7/rules/%E9%9C%9C%2Fx");
  EXPECT_EQ(match.params["id"], "7");
  EXPECT_EQ(match.params["code"], "霜/x");
}

TEST(Router, MatchesSensorThingsPathsWithRest) {
  const auto router = sample();
  auto match = router.find(Method::get, "/v1.1/Things(1)/Datastreams('a%20b')/%24ref");
  EXPECT_EQ(match.params["rest"], "Things(1)/Datastreams('a b')/$ref");
  EXPECT_EQ(router.find(Method::get, "/v1.1").params.at("rest"), "");
  EXPECT_EQ(router.find(Method::get, "/v1.1/").params.at("rest"), "");
  EXPECT_EQ(found(router.find(Method::post, "/v1.1/CreateObservations")), "/v1.1/CreateObservations");
  EXPECT_EQ(found(router.find(Method::get, "/v1.1/CreateObservations")), "/v1.1/{rest...}");
  EXPECT_EQ(router.find(Method::post, "/v1.1/Things").params.at("path"), "Things");
}

TEST(Router, ListsTheAllowedMethods) {
  const auto router = sample();
  const auto wrong = router.find(Method::delete_, "/api/places");
  EXPECT_FALSE(wrong.route);
  EXPECT_EQ(wrong.allowed, (std::vector{Method::get, Method::post}));
  for (auto path :
       {"/api", "/api/places/", "/api/greenhouses//rules", "/api/greenhouses/1/rules/", "x", "", "/v1.1/%zz"})
    EXPECT_TRUE(router.find(Method::get, path).allowed.empty()) << path;
}

TEST(Router, NamesPathsThatBeginAsRoutesDo) {
  const Router router({route(Method::get, "/api/places"), route(Method::get, "/v1.1/{rest...}"),
                       route(Method::get, "/u/{name}"), route(Method::post, "/write")});
  for (auto path : {"/api/nothing", "/api/", "/v1.1/Thing", "/u/"})
    EXPECT_TRUE(router.has_routes_beside(path)) << path;
  for (auto path : {"/", "/api", "/greenhouses/7", "/write/x", "", "x/api/places"})
    EXPECT_FALSE(router.has_routes_beside(path)) << path;
}

TEST(Router, RefusesAmbiguousTables) {
  EXPECT_THROW(Router({route(Method::get, "/a/{x}"), route(Method::get, "/a/{y}")}), std::logic_error);
  EXPECT_THROW(Router({route(Method::get, "/a/{x...}/b")}), std::logic_error);
  EXPECT_THROW(Router({route(Method::get, "a")}), std::logic_error);
}

}  // namespace
}  // namespace cunkou::http
