#include "base/query_deadline.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace cunkou {
namespace {

TEST(QueryDeadline, EndsWorkOfItsThreadOnlyWhileItLives) {
  EXPECT_NO_THROW(QueryDeadline::check());
  Duration left{1};
  {
    const QueryDeadline deadline([&] { return left; });
    EXPECT_NO_THROW(QueryDeadline::check());
    left = Duration{0};
    EXPECT_THROW(QueryDeadline::check(), QueryTookTooLong);
    std::thread([] { EXPECT_FALSE(QueryDeadline::is_over()); }).join();
    {
      const QueryDeadline longer([] { return seconds(1); });
      EXPECT_FALSE(QueryDeadline::is_over());
    }
    EXPECT_TRUE(QueryDeadline::is_over());
  }
  EXPECT_EQ(QueryDeadline::left(), Duration::max());
}

}  // namespace
}  // namespace cunkou
