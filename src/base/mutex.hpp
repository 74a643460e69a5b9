#pragma once
// Mutexes with attributes for clang's thread safety analysis, which those of libstdc++ lack.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

#include "base/thread_annotations.hpp"

namespace cunkou {

// Not recursive. Taken by a MutexLock only.
class CUNKOU_CAPABILITY("mutex") Mutex {
  friend class MutexLock;
  friend class MutexUnlock;
  std::mutex mutex_;
};

// Holds a mutex from construction to unlock() or destruction.
class CUNKOU_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) CUNKOU_ACQUIRE(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() CUNKOU_RELEASE() {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void unlock() CUNKOU_RELEASE() { lock_.unlock(); }
  void lock() CUNKOU_ACQUIRE() { lock_.lock(); }

  // Release the mutex while they wait and hold it on return. They may return early: call them in a loop that
  // checks the condition.
  void wait(std::condition_variable& changed) { changed.wait(lock_); }
  template <class Clock, class Duration>
  std::cv_status wait_until(std::condition_variable& changed,
                            const std::chrono::time_point<Clock, Duration>& time) {
    return changed.wait_until(lock_, time);
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

// For one writer or many readers. Taken by a WriteLock or a ReadLock only.
class CUNKOU_CAPABILITY("mutex") SharedMutex {
  friend class WriteLock;
  friend class ReadLock;
  std::shared_mutex mutex_;
};

class CUNKOU_SCOPED_CAPABILITY WriteLock {
 public:
  explicit WriteLock(SharedMutex& mutex) CUNKOU_ACQUIRE(mutex) : lock_(mutex.mutex_) {}
  ~WriteLock() CUNKOU_RELEASE() {}
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  std::unique_lock<std::shared_mutex> lock_;
};

class CUNKOU_SCOPED_CAPABILITY ReadLock {
 public:
  explicit ReadLock(SharedMutex& mutex) CUNKOU_ACQUIRE_SHARED(mutex) : lock_(mutex.mutex_) {}
  ~ReadLock() CUNKOU_RELEASE() {}
  ReadLock(const ReadLock&) = delete;
  ReadLock& operator=(const ReadLock&) = delete;

 private:
  std::shared_lock<std::shared_mutex> lock_;
};

// Releases a held mutex from construction to destruction, in a function whose callers hold it.
class CUNKOU_SCOPED_CAPABILITY MutexUnlock {
 public:
  explicit MutexUnlock(Mutex& mutex) CUNKOU_RELEASE(mutex) : mutex_(mutex.mutex_) { mutex_.unlock(); }
  ~MutexUnlock() CUNKOU_RELEASE() { mutex_.lock(); }  // for the analysis, the scope ends as it began
  MutexUnlock(const MutexUnlock&) = delete;
  MutexUnlock& operator=(const MutexUnlock&) = delete;

 private:
  std::mutex& mutex_;
};

}  // namespace cunkou
