#include "base/mutex.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace cunkou {
namespace {

struct Flag {
  Mutex mutex;
  std::condition_variable changed;
  bool set CUNKOU_GUARDED_BY(mutex) = false;
};

TEST(MutexLock, ReleasesTheMutexWhileItWaits) {
  Flag flag;
  std::thread setter([&flag] {
    MutexLock lock(flag.mutex);
    flag.set = true;
    lock.unlock();
    flag.changed.notify_one();
  });
  MutexLock lock(flag.mutex);
  while (!flag.set) lock.wait(flag.changed);
  EXPECT_TRUE(flag.set);
  lock.unlock();
  setter.join();
}

TEST(MutexLock, StopsWaitingAtTheGivenTime) {
  Flag flag;
  MutexLock lock(flag.mutex);
  const auto past = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(lock.wait_until(flag.changed, past), std::cv_status::timeout);
  lock.unlock();
  lock.lock();
  EXPECT_FALSE(flag.set);
}

// As a function does whose callers hold the mutex.
int set_while_unlocked(Flag& flag) CUNKOU_REQUIRES(flag.mutex) {
  const MutexUnlock unlocked(flag.mutex);
  std::thread([&flag] {
    const MutexLock lock(flag.mutex);
    flag.set = true;
  }).join();
  return 1;
}

TEST(MutexUnlock, ReleasesTheMutexUntilItsEnd) {
  Flag flag;
  const MutexLock lock(flag.mutex);
  EXPECT_EQ(set_while_unlocked(flag), 1);
  EXPECT_TRUE(flag.set);
}

}  // namespace
}  // namespace cunkou
