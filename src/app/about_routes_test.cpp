#include "app/about_routes.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

TEST(AboutRoutes, DescribesTheServer) {
  testing::County county;
  const auto about = county.get("/api/about");
  EXPECT_EQ(about.json.at("mqttPort").as_int64(), 0) << "none listens yet";
  const std::atomic<unsigned short> port = 1984;
  const auto routes = about_routes({county.clock, false, true, true, &port});
  EXPECT_EQ(boost::json::parse(routes.front().handle({})->body).at("mqttPort").as_int64(), 1984);
  EXPECT_NE(about.text("/version"), "");
  EXPECT_EQ(about.text("/now"), to_iso(county.clock.now()));
}

}  // namespace
}  // namespace cunkou::app
