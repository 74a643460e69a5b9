#include "platform/http/gzip.hpp"

#include <gtest/gtest.h>

namespace cunkou::http {
namespace {

TEST(Gzip, RoundTrips) {
  std::string text;
  for (int n = 0; n < 20'000; ++n) text += "greenhouse,id=" + std::to_string(n % 24) + " t=21.3\n";
  for (const auto& body : {std::string(), std::string("x"), text}) {
    EXPECT_EQ(gunzip(gzip(body, 6), body.size() + 1).value(), body);
    EXPECT_EQ(gunzip(gzip(body, 1), body.size()).value(), body);
  }
}

TEST(Gunzip, JoinsConsecutiveMembers) {
  EXPECT_EQ(gunzip(gzip("one ", 1) + gzip("two", 9), 100).value(), "one two");
}

TEST(Gunzip, StopsInflatingAtTheLimit) {
  const auto bomb = gzip(std::string(8'000'000, '0'), 9);
  EXPECT_LT(bomb.size(), 100'000u);
  EXPECT_EQ(gunzip(bomb, 1'000'000).error().code, Code::too_large);
}

TEST(Gunzip, RefusesDamagedOrTruncatedInput) {
  const auto good = gzip(std::string(10'000, 'a'), 6);
  EXPECT_EQ(gunzip(good.substr(0, good.size() - 3), 20'000).error().code, Code::invalid);
  EXPECT_EQ(gunzip("not gzip at all", 20'000).error().code, Code::invalid);
  EXPECT_EQ(gunzip(good + "tail", 20'000).error().code, Code::invalid);
  EXPECT_EQ(gunzip("", 20'000).error().code, Code::invalid);
}

}  // namespace
}  // namespace cunkou::http
