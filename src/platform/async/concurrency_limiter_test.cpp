#include "platform/async/concurrency_limiter.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

#include "platform/async/worker_pool.hpp"

namespace cunkou::async {
namespace {

// Blocks a thread until it is released.
struct Blocker {
  std::promise<void> opened;
  std::shared_future<void> open{opened.get_future()};
  ConcurrencyLimiter::Job job() {
    return [open = open] { open.wait(); };
  }
};

TEST(ConcurrencyLimiter, LeavesThreadsForOtherJobs) {
  WorkerPool pool(4, 100);
  ConcurrencyLimiter limiter(pool, 2, 100);
  Blocker blocker;
  for (int n = 0; n < 4; ++n) ASSERT_TRUE(limiter.post(blocker.job()));
  std::promise<int> other;
  ASSERT_TRUE(pool.post([&] { other.set_value(42); }));
  EXPECT_EQ(other.get_future().get(), 42);
  blocker.opened.set_value();
}

TEST(ConcurrencyLimiter, LimitsConcurrentJobs) {
  std::atomic<int> now{0}, most{0}, ran{0};
  {
    WorkerPool pool(4, 100);
    ConcurrencyLimiter limiter(pool, 2, 1000);
    for (int n = 0; n < 200; ++n)
      ASSERT_TRUE(limiter.post([&] {
        const int here = ++now;
        for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) continue;
        ++ran;
        --now;
      }));
  }
  EXPECT_LE(most, 2);
  EXPECT_EQ(ran, 200);
}

TEST(ConcurrencyLimiter, RefusesWhenTooManyJobsWait) {
  WorkerPool pool(2, 100);
  ConcurrencyLimiter limiter(pool, 1, 2);
  Blocker blocker;
  for (int n = 0; n < 3; ++n) ASSERT_TRUE(limiter.post(blocker.job()));
  EXPECT_EQ(limiter.post([] {}).error().code, Code::unavailable);
  blocker.opened.set_value();
}

TEST(ConcurrencyLimiter, ReportsAnExceptionWhenThePoolIsFull) {
  std::promise<std::string> reported;
  std::promise<void> begun;
  WorkerPool pool(1, 1, [&](std::string_view what) { reported.set_value(std::string(what)); });
  ConcurrencyLimiter limiter(pool, 1, 10);
  Blocker blocker;
  ASSERT_TRUE(limiter.post([&, open = blocker.open] {
    begun.set_value();
    open.wait();
  }));
  begun.get_future().wait();
  ASSERT_TRUE(limiter.post([] { throw std::runtime_error("the disk is gone"); }));
  ASSERT_TRUE(pool.post([] {}));
  blocker.opened.set_value();
  EXPECT_EQ(reported.get_future().get(), "the disk is gone");
}

TEST(ConcurrencyLimiter, ContinuesAfterAnException) {
  std::promise<std::string> reported;
  WorkerPool pool(2, 10, [&](std::string_view what) { reported.set_value(std::string(what)); });
  ConcurrencyLimiter limiter(pool, 1, 10);
  std::promise<void> ran;
  ASSERT_TRUE(limiter.post([] { throw std::runtime_error("disk gone"); }));
  ASSERT_TRUE(limiter.post([&] { ran.set_value(); }));
  ran.get_future().wait();
  EXPECT_EQ(reported.get_future().get(), "disk gone");
}

TEST(ConcurrencyLimiter, RefusesOnceThePoolHasStopped) {
  WorkerPool pool(2, 10);
  ConcurrencyLimiter limiter(pool, 1, 10);
  pool.stop();
  EXPECT_EQ(limiter.post([] {}).error().code, Code::unavailable);
  EXPECT_EQ(limiter.post([] {}).error().code, Code::unavailable);
}

}  // namespace
}  // namespace cunkou::async
