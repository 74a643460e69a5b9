#include "core/people/sign_in.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

TEST(DeviceKind, NamesSystemAndBrowser) {
  EXPECT_EQ(device_kind(
                "Mozilla/5.0 (Linux; Android 13; V2166BA) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 "
                "MicroMessenger/8.0.47"),
            "Android · WeChat");
  EXPECT_EQ(device_kind("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0"),
            "Windows · Edge");
  EXPECT_EQ(device_kind(""), "");
}

}  // namespace
}  // namespace cunkou::people
