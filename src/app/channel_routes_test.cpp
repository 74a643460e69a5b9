#include <gtest/gtest.h>

#include "app/testing/county.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

class ChannelRoutes : public ::testing::Test {
 protected:
  ChannelRoutes() { county.add_capability("notifications"); }

  County county;
};

TEST_F(ChannelRoutes, HidesTheSecretsOfAChannel) {
  const auto path_of = "/api/places/" + std::string(County::village_code) + "/channels";
  for (const char* target : {"https://example.org/hook/SECRET", "https://example.org?key=SECRET"}) {
    const auto added = county.post(path_of, county.token(Role::village),
                                   {{"kind", "webhook"}, {"name", "群"}, {"target", target}});
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(added.body.find("SECRET"), std::string::npos) << added.body;
  }
}

TEST_F(ChannelRoutes, RefusesALongOrBlankNameAndTargetByWhatIsWrong) {
  const auto reason = [&](const std::string& name, const std::string& target) {
    const auto response = county.post("/api/places/" + std::string(County::village_code) + "/channels",
                                      county.token(Role::village),
                                      json::object{{"kind", "webhook"}, {"name", name}, {"target", target}});
    EXPECT_EQ(response.status, 400) << response.body;
    return response.body;
  };
  const std::string url = "https://example.com/";
  EXPECT_NE(reason(std::string(123, 'x'), url).find("太长"), std::string::npos);
  EXPECT_NE(reason("微信", url + std::string(3000, 'x')).find("太长"), std::string::npos);
  EXPECT_NE(reason("   ", url).find("请填写"), std::string::npos);
  EXPECT_NE(reason("微信", "   ").find("请填写"), std::string::npos);
  EXPECT_NE(reason("a\x01"
                   "b",
                   url)
                .find("看不见"),
            std::string::npos);
  EXPECT_NE(reason(std::string("a\0b", 3), url).find("U+0000"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::app
