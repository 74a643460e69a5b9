#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace cunkou {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return invalid({"应是偶数", "must be even"});
  return n / 2;
}

Result<int> quarter(int n) {
  CUNKOU_TRY_VALUE(once, half(n));
  CUNKOU_TRY_VALUE(twice, half(once));
  return twice;
}

Result<void> check(int n) {
  CUNKOU_TRY(half(n));
  return {};
}

TEST(Try, ReturnsTheError) {
  EXPECT_TRUE(check(2));
  EXPECT_EQ(check(3).error().reason, (Label{"应是偶数", "must be even"}));
}

TEST(TryValue, BindsTheValue) { EXPECT_EQ(*quarter(12), 3); }

TEST(TryValue, ReturnsTheErrorOfTheFirstRefusal) {
  EXPECT_EQ(quarter(6).error().reason.en, "must be even");
  EXPECT_EQ(quarter(7).error().code, Code::invalid);
}

TEST(TryValue, AllowsMovingTheValueOut) {
  const auto moved = []() -> Result<std::unique_ptr<int>> {
    CUNKOU_TRY_VALUE(made, Result<std::unique_ptr<int>>(std::make_unique<int>(7)));
    return std::move(made);
  };
  EXPECT_EQ(**moved(), 7);
}

}  // namespace
}  // namespace cunkou
