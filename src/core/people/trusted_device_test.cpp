#include "core/people/trusted_device.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

TEST(IsTrustedDeviceCookie, AcceptsCookiesOfTheSamePasswordOnly) {
  const auto cookie = new_trusted_device_cookie("hash");
  EXPECT_TRUE(is_trusted_device_cookie(cookie, "hash"));
  EXPECT_FALSE(is_trusted_device_cookie(cookie, "another"));
  EXPECT_NE(new_trusted_device_cookie("hash"), cookie);
}

TEST(IsTrustedDeviceCookie, RefusesForgedCookies) {
  auto changed = new_trusted_device_cookie("hash");
  changed.back() = changed.back() == '0' ? '1' : '0';
  for (const std::string& cookie : {changed, std::string(), std::string("."), std::string("x.y")})
    EXPECT_FALSE(is_trusted_device_cookie(cookie, "hash"));
  EXPECT_FALSE(is_trusted_device_cookie(new_trusted_device_cookie(""), "")) << "a number that nobody has";
}

}  // namespace
}  // namespace cunkou::people
