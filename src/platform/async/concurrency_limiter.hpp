#pragma once
// Limits a pool to `max_concurrent` long jobs at a time, so that they cannot starve interactive requests.

#include <cstddef>
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "platform/async/executor.hpp"

namespace cunkou::async {

class WorkerPool;

class ConcurrencyLimiter final : public Executor {
 public:
  using Job = std::function<void()>;

  // The pool must outlive the limiter's jobs.
  ConcurrencyLimiter(WorkerPool&, std::size_t max_concurrent, std::size_t waiting_max);

  // Any thread, also from a job of the pool. Refuses (unavailable) if `waiting_max` jobs wait already, or
  // once the pool has stopped. Jobs start in the order posted, each behind the pool's queue; jobs that wait
  // when the pool stops still run. An exception that a job lets escape goes to the pool's `failed`.
  Result<void> post(Job) override;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::async
