#include "platform/async/timers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <vector>

namespace cunkou::async {
namespace {

// Set by the first of several calls.
class Signal {
 public:
  void set() {
    if (!set_.exchange(true)) promise_.set_value();
  }
  void wait() { promise_.get_future().wait(); }

 private:
  std::atomic<bool> set_{false};
  std::promise<void> promise_;
};

TEST(Timers, FireInOrderOfDueTime) {
  std::vector<int> order;
  Signal done;
  WorkerPool pool(1, 10);
  Timers timers(pool);
  timers.every(Duration{40}, [&] {
    order.push_back(2);
    done.set();
  });
  timers.every(Duration{5}, [&] { order.push_back(1); });
  done.wait();
  timers.stop();
  pool.stop();
  EXPECT_EQ(order.front(), 1);
}

TEST(Timers, RepeatUntilStopped) {
  std::atomic<int> times{0};
  Signal third;
  WorkerPool pool(2, 10);
  Timers timers(pool);
  timers.every(Duration{1}, [&] {
    if (++times == 3) third.set();
  });
  third.wait();
  timers.stop();
  pool.stop();
  EXPECT_GE(times, 3);
}

TEST(Timers, DoNotFireAfterStop) {
  std::atomic<bool> fired{false};
  WorkerPool pool(1, 10);
  Timers timers(pool);
  timers.every(Duration{5'000}, [&] { fired = true; });
  timers.stop();
  pool.stop();
  EXPECT_FALSE(fired);
}

TEST(Timers, RetryWhenThePoolIsFull) {
  std::promise<void> started, go;
  Signal fired;
  WorkerPool pool(1, 1);
  Timers timers(pool);
  ASSERT_TRUE(pool.post([&] {
    started.set_value();
    go.get_future().wait();
  }));
  started.get_future().wait();
  ASSERT_TRUE(pool.post([] {}));
  timers.every(Duration{1}, [&] { fired.set(); });
  go.set_value();
  fired.wait();
  timers.stop();
  pool.stop();
}

}  // namespace
}  // namespace cunkou::async
