#include "core/people/trusted_device.hpp"

#include <gtest/gtest.h>

#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

TEST(TrustedDevice, KnowsThePersonsWhoHaveSignedIn) {
  const auto father = with_seal("", "hash");
  EXPECT_EQ(seal_in(father, "hash"), father);
  EXPECT_EQ(seal_in(father, "another"), "");
  EXPECT_NE(with_seal("", "hash"), father);
  const auto both = with_seal(father, "another");
  EXPECT_EQ(seal_in(both, "hash"), father) << "a phone that a family shares";
  EXPECT_NE(seal_in(both, "another"), "");
}

TEST(TrustedDevice, ForgetsTheOldestOfTooManyPersons) {
  std::string cookie;
  for (std::size_t n = 0; n <= limits::trusted_devices_kept; ++n)
    cookie = with_seal(cookie, std::to_string(n));
  EXPECT_EQ(seal_in(cookie, "0"), "");
  for (std::size_t n = 1; n <= limits::trusted_devices_kept; ++n)
    EXPECT_NE(seal_in(cookie, std::to_string(n)), "") << n;
  EXPECT_LT(with_seal(cookie + cookie + cookie, "x").size(), 600u) << "whatever the browser sends";
}

TEST(TrustedDevice, RefusesForgedCookies) {
  auto changed = with_seal("", "hash");
  changed.back() = changed.back() == '0' ? '1' : '0';
  for (const std::string& cookie :
       {changed, std::string(), std::string("."), std::string("x.y"), std::string("~~~")})
    EXPECT_EQ(seal_in(cookie, "hash"), "");
  EXPECT_EQ(seal_in(with_seal("", ""), ""), "") << "a number that nobody has";
}

}  // namespace
}  // namespace cunkou::people
