#pragma once
// WorkerPool: a fixed number of threads for plain synchronous work, with a bounded queue. A full queue
// refuses, so that whoever brings the work can tell its sender to come again, instead of memory growing.

#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>

#include "base/result.hpp"
#include "platform/async/failure.hpp"

namespace cunkou::async {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue_max, Failed failed = say_on_stderr);
  ~WorkerPool();  // stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Any thread. Refused with too_many when the queue is full, with unavailable once stop() was called.
  // Jobs start in the order posted. An exception that a job lets out goes to `failed`.
  Result<void> post(Job);

  // As post(), with the job's value or exception in the future.
  template <class F>
  Result<std::future<std::invoke_result_t<F>>> submit(F f) {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<F>()>>(std::move(f));
    auto future = task->get_future();
    CUNKOU_TRY(post([task] { (*task)(); }));
    return future;
  }

  // Refuses new jobs, finishes those that wait (or drops them, where they are kept elsewhere), joins. Not
  // from a job.
  enum class Waiting { finish, drop };
  void stop(Waiting = Waiting::finish);

  std::size_t waiting() const;
  std::size_t threads() const;
  const Failed& failed() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::async
