#include "platform/http/authorization.hpp"

#include <gtest/gtest.h>

#include "access/permission.hpp"

namespace cunkou::http {
namespace {

using access::Permission;

Request post_with(std::vector<std::pair<std::string, std::string>> headers) {
  Request request;
  request.method = Method::post;
  request.headers = std::move(headers);
  return request;
}

Route route_for(Permission need) {
  Route route;
  route.need = need;
  return route;
}
const Route form = route_for(Permission::signed_in), sign_in = route_for(Permission::anyone);

TEST(RefuseCrossSite, UsesFetchMetadata) {
  for (const auto& route : {form, sign_in})
    for (const auto* cookie : {"cunkou_session=x", "__Host-cunkou_session=x", "theme=dark"}) {
      const auto refused = [&](std::string from) {
        return refuse_cross_site(route, post_with({{"cookie", cookie}, {"sec-fetch-site", std::move(from)}}));
      };
      for (auto from : {"cross-site", "same-site", "nonsense"})
        EXPECT_EQ(refused(from).error().code, Code::forbidden) << from << ", " << cookie;
      for (auto from : {"same-origin", "none"}) EXPECT_TRUE(refused(from)) << from << ", " << cookie;
    }
}

TEST(RefuseCrossSite, ComparesOriginWithHostWithoutFetchMetadata) {
  const auto from = [](std::string origin, bool secure = false) {
    auto request = post_with({{"host", "cun.example:8080"}, {"origin", std::move(origin)}});
    request.secure = secure;
    return refuse_cross_site(sign_in, request);
  };
  EXPECT_TRUE(from("http://cun.example:8080"));
  EXPECT_TRUE(from("https://cun.example:8080", true));
  EXPECT_EQ(from("http://cun.example:8080", true).error().code, Code::forbidden)
      << "a page that came without TLS may be anybody's";
  for (auto origin :
       {"http://cun.example", "null", "https://evil.example", "http://cun.example:8080.evil.example"})
    EXPECT_EQ(from(origin).error().code, Code::forbidden) << origin;
}

TEST(RefuseCrossSite, AllowsSafeRequestsAndThoseOfDevices) {
  const auto device = route_for(Permission::device);
  EXPECT_TRUE(
      refuse_cross_site(form, post_with({{"authorization", "Token x"}, {"sec-fetch-site", "cross-site"}})));
  EXPECT_TRUE(refuse_cross_site(device, post_with({{"sec-fetch-site", "cross-site"}})));
  EXPECT_FALSE(refuse_cross_site(device, post_with({{"cookie", "cunkou_session=x"},
                                                    {"authorization", "Token x"},
                                                    {"sec-fetch-site", "cross-site"}})));
  auto request = post_with({{"cookie", "cunkou_session=x"}, {"sec-fetch-site", "cross-site"}});
  request.method = Method::get;
  EXPECT_TRUE(refuse_cross_site(form, request));
}

TEST(CookieName, HasTheHostPrefixWhereCookiesAreSecure) {
  Request request;
  EXPECT_EQ(cookie_name("cunkou_session", request), "cunkou_session");
  request.secure_cookies = true;
  EXPECT_EQ(cookie_name("cunkou_session", request), "__Host-cunkou_session");
}

struct Authorization {
  Route route;
  Request request;

  Authorization() {
    route.need = Permission::command;
    route.scope = [](const Request&) -> Result<access::Scope> {
      return access::Scope{"/1/4/9/", HouseholdId(7)};
    };
  }
  void is(access::Role role, std::string path, std::int64_t household) {
    request.who.person = PersonId(1);
    access::Grant grant;
    grant.role = role;
    grant.place = PlaceId(path.empty() ? 0 : 4);
    grant.place_path = std::move(path);
    grant.household = HouseholdId(household);
    request.who.grants = {grant};
  }
  Code refusal() { return admit(route, request).error().code; }
};

TEST(Admit, DistinguishesAnonymousUnrelatedViewerAndOwner) {
  Authorization authorization;
  EXPECT_EQ(authorization.refusal(), Code::unauthenticated);
  authorization.is(access::Role::farmer, "", 8);
  EXPECT_EQ(authorization.refusal(), Code::not_found);
  authorization.is(access::Role::operator_, "/1/", 0);
  EXPECT_EQ(authorization.refusal(), Code::forbidden);
  authorization.is(access::Role::farmer, "", 7);
  EXPECT_TRUE(admit(authorization.route, authorization.request));
}

TEST(Admit, AsksADeviceForItsTokenAndAPersonToSignIn) {
  Authorization authorization;
  const auto asks = [&](Permission need) {
    authorization.route.need = need;
    return admit(authorization.route, authorization.request).error().reason.en;
  };
  EXPECT_EQ(asks(Permission::command), "Sign in first");
  EXPECT_EQ(asks(Permission::person_or_device), "Sign in first, or send a device's token");
  const std::string wrong = "The device's token is missing or wrong; check the token";
  EXPECT_EQ(asks(Permission::device), wrong);
  authorization.request.headers = {{"authorization", "Bearer wrong"}};
  EXPECT_EQ(asks(Permission::device), wrong);
  EXPECT_EQ(asks(Permission::person_or_device), wrong);
}

TEST(Admit, UsesMaySomewhereWithoutAScope) {
  Authorization authorization;
  authorization.route.scope = nullptr;
  authorization.route.need = Permission::edit_places;
  authorization.is(access::Role::farmer, "", 7);
  EXPECT_EQ(authorization.refusal(), Code::forbidden);
  authorization.is(access::Role::county, "/1/", 0);
  EXPECT_TRUE(admit(authorization.route, authorization.request));
}

TEST(Admit, ReturnsTheRefusalOfTheScope) {
  Authorization authorization;
  authorization.route.scope = [](const Request&) -> Result<access::Scope> {
    return not_found(untranslated("gone"));
  };
  authorization.is(access::Role::farmer, "", 7);
  EXPECT_EQ(authorization.refusal(), Code::not_found);
}

TEST(Admit, RefusesADeviceWhereAPersonIsRequired) {
  Authorization authorization;
  authorization.request.who.device = DeviceId(3);
  authorization.route.need = Permission::signed_in;
  EXPECT_EQ(authorization.refusal(), Code::unauthenticated);
  authorization.route.need = Permission::anyone;
  EXPECT_TRUE(admit(authorization.route, authorization.request));
}

}  // namespace
}  // namespace cunkou::http
