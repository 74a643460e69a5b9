#pragma once
// A fixed number of threads for synchronous work, with a bounded queue. A full queue refuses further jobs,
// which bounds memory and lets the caller ask its client to retry.

#include <cstddef>
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "platform/async/failure.hpp"

namespace cunkou::async {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue_max, Failed failed = log_to_stderr);
  ~WorkerPool();  // stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Any thread. Refuses with too_many if the queue is full, with unavailable after stop(). Jobs start in the
  // order posted. An exception that a job lets escape goes to `failed`.
  Result<void> post(Job);

  // Refuses new jobs, finishes the waiting ones (or drops them, if they are stored elsewhere), joins. Not
  // from a job.
  enum class Waiting { finish, drop };
  void stop(Waiting = Waiting::finish);

  std::size_t threads() const;
  const Failed& failed() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::async
