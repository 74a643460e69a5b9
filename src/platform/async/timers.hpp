#pragma once
// Timers: callbacks at a time, run on the pool. Steady: a step of the machine's clock moves none of them.

#include <cstdint>
#include <functional>
#include <memory>

#include "base/instant.hpp"
#include "platform/async/worker_pool.hpp"

namespace cunkou::async {

using TimerId = std::uint64_t;

class Timers {
 public:
  // The pool must outlive this. When its queue is full, a callback that is due is tried again 50 ms later.
  explicit Timers(WorkerPool&);
  ~Timers();  // stop()
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  TimerId after(Duration, std::function<void()>);  // once
  // Again and again, the first time one period from now; never twice at once: the next period starts when the
  // callback has returned.
  TimerId every(Duration, std::function<void()>);

  // True when the callback will not start (any more); false when it had run, is running or was unknown. An
  // every() that is running does not run again.
  bool cancel(TimerId);

  void
  stop();  // cancels all; a callback that already runs on the pool is not waited for: stop the pool for that

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::async
