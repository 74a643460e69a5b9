#include "platform/async/worker_pool.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "base/mutex.hpp"

namespace cunkou::async {

struct WorkerPool::Impl {
  std::size_t queue_max;
  Failed failed;
  Mutex mutex;
  std::condition_variable work;
  std::deque<Job> queue CUNKOU_GUARDED_BY(mutex);
  bool stopping CUNKOU_GUARDED_BY(mutex) = false;
  std::vector<std::thread> threads;

  bool take(Job& job) CUNKOU_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    while (!stopping && queue.empty()) lock.wait(work);
    if (queue.empty()) return false;
    job = std::move(queue.front());
    queue.pop_front();
    return true;
  }

  void work_on() CUNKOU_EXCLUDES(mutex) {
    for (Job job; take(job); job = nullptr) run_guarded(job, failed);
  }
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max, Failed failed)
    : impl_(std::make_unique<Impl>()) {
  impl_->queue_max = queue_max;
  impl_->failed = std::move(failed);
  const auto wanted = std::max<std::size_t>(threads, 1);
  try {
    while (impl_->threads.size() < wanted) impl_->threads.emplace_back([this] { impl_->work_on(); });
  } catch (const std::system_error& error) {
    stop();
    throw std::runtime_error("only " + std::to_string(impl_->threads.size()) + " of " +
                             std::to_string(wanted) + " worker threads can be started: " + error.what());
  }
}

WorkerPool::~WorkerPool() { stop(); }

Result<void> WorkerPool::post(Job job) {
  {
    MutexLock lock(impl_->mutex);
    if (impl_->stopping)
      return Error{Code::unavailable,
                   {"服务器正在停止，请一分钟后再试", "the server is stopping; try again in a minute"}};
    if (impl_->queue.size() >= impl_->queue_max)
      return Error{Code::too_many,
                   {"服务器正忙，请过几秒再试", "the server is busy; try again in a few seconds"}};
    impl_->queue.push_back(std::move(job));
  }
  impl_->work.notify_one();
  return {};
}

void WorkerPool::stop(Waiting waiting) {
  {
    MutexLock lock(impl_->mutex);
    impl_->stopping = true;
    if (waiting == Waiting::drop) impl_->queue.clear();
  }
  impl_->work.notify_all();
  for (auto& thread : impl_->threads)
    if (thread.joinable()) thread.join();
}

std::size_t WorkerPool::threads() const { return impl_->threads.size(); }

const Failed& WorkerPool::failed() const { return impl_->failed; }

}  // namespace cunkou::async
