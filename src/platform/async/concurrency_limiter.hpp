#pragma once
// ConcurrencyLimiter: a part of a worker pool for jobs that take seconds. However many of them come, no more
// than `at_once` run at a time, so that threads are left for what somebody is waiting for.

#include <cstddef>
#include <functional>
#include <memory>

#include "base/result.hpp"

namespace cunkou::async {

class WorkerPool;

class ConcurrencyLimiter {
 public:
  using Job = std::function<void()>;

  // The pool outlives the limiter's jobs.
  ConcurrencyLimiter(WorkerPool&, std::size_t at_once, std::size_t waiting_max);

  // Any thread, also a job of the pool. Refused with unavailable when `waiting_max` jobs wait already, or
  // once the pool has stopped. Jobs start in the order posted, each behind what the pool has to do by then;
  // those that wait when the pool stops are still run. An exception that a job lets out goes to the pool's
  // `failed`.
  Result<void> post(Job);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::async
