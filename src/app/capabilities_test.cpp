// Every route of the server, also those that no capability but app has.

#include "app/capabilities.hpp"

#include <gtest/gtest.h>

#include <set>

#include "access/permission.hpp"
#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

std::string title(const http::Route& route) { return std::string(name(route.method)) + " " + route.pattern; }

// Nobody is asked to sign in before these; the last decides by itself who may read it.
const std::set<std::string> open_to_all{"POST /api/session",
                                        "GET /api/invitations/{code}",
                                        "POST /api/invitations/{code}/accept",
                                        "GET /api/about",
                                        "GET /ping",
                                        "GET /health",
                                        "GET /api/openapi.json",
                                        "GET /healthz",
                                        "GET /readyz",
                                        "GET /metrics"};

struct Capabilities : ::testing::Test, Health {
  testing::County county;
  std::string present_trouble;
  http::Routes all = all_routes(capabilities(county.platform, county.wiring), {county.clock}, *this);

  std::string trouble() override { return present_trouble; }
  bool may_read_metrics(const http::Request& request) override { return request.remote == "127.0.0.1"; }
  std::vector<capability::Metric> metrics() override { return {}; }
  http::Request request(const http::Route& route) { return county.request(route.method, route.pattern); }
  const http::Route& route(const std::string& wanted) {
    return *std::ranges::find(all, wanted, [](const auto& one) { return title(one); });
  }
};

TEST_F(Capabilities, RequireASignInUnlessListedAsOpen) {
  std::set<std::string> open;
  for (const auto& one : all) {
    const auto admitted = http::admit(one, request(one));
    if (admitted) open.insert(title(one));
    if (!admitted) {
      EXPECT_EQ(admitted.error().code, Code::unauthenticated) << title(one);
    }
    EXPECT_EQ(admitted.has_value(), one.need == access::Permission::anyone) << title(one);
  }
  EXPECT_EQ(open, open_to_all);
}

TEST_F(Capabilities, GiveReadyz503WhileTheServerHasTrouble) {
  const auto& ready = route("GET /readyz");
  EXPECT_EQ(ready.handle(request(ready))->status, 200);
  present_trouble = "cunkou.db: the database file is damaged";
  auto asked = request(ready);
  EXPECT_EQ(ready.handle(asked)->body, "not ready\n") << "the reason is the operator's";
  asked.remote = "127.0.0.1";
  const auto response = ready.handle(asked).value();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "not ready: cunkou.db: the database file is damaged\n");
  EXPECT_EQ(route("GET /healthz").handle(request(route("GET /healthz")))->status, 200);
}

TEST_F(Capabilities, RefuseMetricsToOtherAddresses) {
  const auto& metrics = route("GET /metrics");
  auto asked = request(metrics);
  EXPECT_EQ(metrics.handle(asked).error().code, Code::forbidden);
  asked.remote = "127.0.0.1";
  EXPECT_EQ(metrics.handle(asked)->status, 200);
}

}  // namespace
}  // namespace cunkou::app
