#pragma once
// Runs jobs one after another, in the order posted, on the threads of a pool.

#include <utility>

#include "platform/async/concurrency_limiter.hpp"

namespace cunkou::async {

class SerialExecutor final : public Executor {
 public:
  // The pool must outlive the executor's jobs.
  SerialExecutor(WorkerPool& pool, std::size_t waiting_max) : limiter_(pool, 1, waiting_max) {}

  // Any thread; refuses as ConcurrencyLimiter::post() does.
  Result<void> post(std::function<void()> job) override { return limiter_.post(std::move(job)); }

 private:
  ConcurrencyLimiter limiter_;
};

}  // namespace cunkou::async
