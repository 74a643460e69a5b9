#include "platform/async/timers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace cunkou::async {
namespace {

TEST(Timers, FireInOrderOfDueTime) {
  std::vector<int> order;
  std::promise<void> done;
  WorkerPool pool(1, 10);
  Timers timers(pool);
  timers.after(Duration{40}, [&] {
    order.push_back(2);
    done.set_value();
  });
  timers.after(Duration{5}, [&] { order.push_back(1); });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST(Timers, DoNotFireAfterCancel) {
  std::atomic<bool> fired{false};
  std::promise<void> later;
  WorkerPool pool(1, 10);
  Timers timers(pool);
  const auto id = timers.after(Duration{5'000}, [&] { fired = true; });
  EXPECT_TRUE(timers.cancel(id));
  EXPECT_FALSE(timers.cancel(id));
  timers.after(Duration{1}, [&] { later.set_value(); });
  later.get_future().wait();
  EXPECT_FALSE(fired);
}

TEST(Timers, RepeatUntilCancelledByTheCallback) {
  std::promise<void> third;
  std::atomic<int> times{0};
  std::promise<TimerId> id;
  WorkerPool pool(2, 10);
  Timers timers(pool);
  auto id_known = id.get_future().share();
  id.set_value(timers.every(Duration{1}, [&, id_known] {
    if (++times < 3) return;
    EXPECT_FALSE(timers.cancel(id_known.get()));
    third.set_value();
  }));
  third.get_future().wait();
  pool.stop();
  EXPECT_EQ(times, 3);
}

TEST(Timers, RetryWhenThePoolIsFull) {
  std::promise<void> go, fired;
  WorkerPool pool(1, 1);
  Timers timers(pool);
  ASSERT_TRUE(pool.post([&] { go.get_future().wait(); }));
  while (pool.waiting() > 0) std::this_thread::yield();
  ASSERT_TRUE(pool.post([] {}));
  timers.after(Duration{1}, [&] { fired.set_value(); });
  go.set_value();
  fired.get_future().wait();
}

}  // namespace
}  // namespace cunkou::async
