#include <gtest/gtest.h>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

class CommandRoutes : public ::testing::Test {
 protected:
  CommandRoutes() {
    county.monitor_service.thing_changed(county.greenhouse);
    county.add_capability("monitor");
  }

  County county;
  std::string path = "/api/greenhouses/" + std::to_string(county.greenhouse.value);
};

TEST_F(CommandRoutes, RefusesAReasonOverTheLimit) {
  const auto farmer = county.token(Role::farmer);
  const std::string long_text(2000, 'x');
  const auto asked =
      county.post(path + "/commands", farmer, {{"actuator", "vent"}, {"action", "open"}, {"why", long_text}});
  EXPECT_EQ(asked.status, 400);
  EXPECT_NE(asked.text("/fields/why").find("太长"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::app
