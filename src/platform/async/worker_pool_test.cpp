#include "platform/async/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

namespace cunkou::async {
namespace {

TEST(WorkerPool, RunsJobsInOrderOnOneThread) {
  std::vector<int> seen;
  WorkerPool pool(1, 100);
  for (int n = 0; n < 50; ++n) ASSERT_TRUE(pool.post([&seen, n] { seen.push_back(n); }));
  pool.stop();
  ASSERT_EQ(seen.size(), 50u);
  for (int n = 0; n < 50; ++n) EXPECT_EQ(seen[n], n);
}

TEST(WorkerPool, RefusesJobsWhenTheQueueIsFull) {
  std::promise<void> started, go;
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.post([&] {
    started.set_value();
    go.get_future().wait();
  }));
  started.get_future().wait();
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_EQ(pool.post([] {}).error().code, Code::too_many);
  go.set_value();
}

TEST(WorkerPool, FinishesWaitingJobsOnStopAndRefusesLaterOnes) {
  std::atomic<int> ran{0};
  std::promise<void> go;
  WorkerPool pool(1, 10);
  ASSERT_TRUE(pool.post([&] { go.get_future().wait(); }));
  for (int n = 0; n < 5; ++n) ASSERT_TRUE(pool.post([&] { ++ran; }));
  go.set_value();
  pool.stop();
  EXPECT_EQ(ran, 5);
  EXPECT_EQ(pool.post([] {}).error().code, Code::unavailable);
}

TEST(WorkerPool, ContinuesAfterAnException) {
  std::promise<std::string> reported;
  WorkerPool pool(1, 10, [&](std::string_view what) { reported.set_value(std::string(what)); });
  ASSERT_TRUE(pool.post([] { throw std::runtime_error("disk gone"); }));
  EXPECT_EQ(reported.get_future().get(), "disk gone");
  std::promise<int> next;
  ASSERT_TRUE(pool.post([&] { next.set_value(1); }));
  EXPECT_EQ(next.get_future().get(), 1);
}

}  // namespace
}  // namespace cunkou::async
