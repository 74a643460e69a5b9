#include "sensing/notifications/delivery.hpp"

#include <gtest/gtest.h>

namespace cunkou::notifications {
namespace {

TEST(DeliveryRetry, DoublesTheWait) {
  const std::pair<int, Duration> rows[] = {{1, seconds(15)},   {2, seconds(30)}, {3, minutes(1)},
                                           {6, minutes(8)},    {7, minutes(15)}, {10, minutes(15)},
                                           {1000, minutes(15)}};
  for (const auto& [attempts, wait] : rows) EXPECT_EQ(delivery_wait(attempts), wait) << attempts;
}

TEST(DeliveryRetry, EndsAfterTheLastAttempt) {
  const Instant start{1'767'225'600'000};
  Delivery d;
  for (int i = 1; i < delivery_attempts_max; ++i) {
    d = undelivered(d, untranslated("no route"), start);
    EXPECT_EQ(d.state, DeliveryState::waiting);
    EXPECT_EQ(d.next_attempt, start + delivery_wait(i));
  }
  d = undelivered(d, untranslated("no route"), start);
  EXPECT_EQ(d.state, DeliveryState::failed);
  EXPECT_EQ(d.error, "no route");
}

TEST(Delivery, StoresTheTimeItWasSent) {
  const Instant start{1'767'225'600'000};
  const Delivery d = delivered(undelivered({}, untranslated("no route"), start), start + seconds(15));
  EXPECT_EQ(d.state, DeliveryState::sent);
  EXPECT_EQ(d.attempts, 2);
  EXPECT_EQ(d.sent, start + seconds(15));
  EXPECT_TRUE(d.error.empty());
}

TEST(IsDue, TrueAfterTheClockWasSetBack) {
  const Instant now{1'767'225'600'000}, ahead = now + days(3);
  Delivery made;
  made.created = made.next_attempt = ahead;
  EXPECT_TRUE(is_due(made, now));
  Delivery tried;
  tried.created = tried.next_attempt = now;
  EXPECT_TRUE(is_due(tried, now));
  EXPECT_TRUE(is_due(undelivered(tried, untranslated("no route"), ahead), now));
  EXPECT_FALSE(is_due(undelivered(tried, untranslated("no route"), now), now));
  Delivery put_off;  // to the end of the household's quiet hours
  put_off.created = now;
  put_off.next_attempt = now + hours(8);
  EXPECT_FALSE(is_due(put_off, now));
}

}  // namespace
}  // namespace cunkou::notifications
