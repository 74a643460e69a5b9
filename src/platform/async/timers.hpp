#pragma once
// Timers: run callbacks on the pool periodically. Uses the steady clock: changes of the system time have no
// effect.

#include <functional>
#include <memory>

#include "base/instant.hpp"
#include "platform/async/worker_pool.hpp"

namespace cunkou::async {

class Timers {
 public:
  // The pool must outlive this. If its queue is full, a due callback is retried 50 ms later.
  explicit Timers(WorkerPool&);
  ~Timers();  // stop()
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // The first time after one period; never concurrently: the next period starts when the callback has
  // returned.
  void every(Duration, std::function<void()>);

  void stop();  // cancels all; does not wait for a callback that is running: stop the pool for that

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::async
