#pragma once
// Timers: run callbacks on the pool after a delay or periodically. Uses the steady clock: changes of the
// system time have no effect.

#include <cstdint>
#include <functional>
#include <memory>

#include "base/instant.hpp"
#include "platform/async/worker_pool.hpp"

namespace cunkou::async {

using TimerId = std::uint64_t;

class Timers {
 public:
  // The pool must outlive this. If its queue is full, a due callback is retried 50 ms later.
  explicit Timers(WorkerPool&);
  ~Timers();  // stop()
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  TimerId after(Duration, std::function<void()>);  // once
  // Periodic, the first time after one period; never concurrently: the next period starts when the callback
  // has returned.
  TimerId every(Duration, std::function<void()>);

  // True if the callback will not start again; false if it had run, is running or is unknown. A running
  // every() does not run again.
  bool cancel(TimerId);

  void stop();  // cancels all; does not wait for a callback that is running: stop the pool for that

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::async
