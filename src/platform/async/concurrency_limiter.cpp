#include "platform/async/concurrency_limiter.hpp"

#include <deque>

#include "base/mutex.hpp"
#include "platform/async/worker_pool.hpp"

namespace cunkou::async {

struct ConcurrencyLimiter::Impl : std::enable_shared_from_this<Impl> {
  Impl(WorkerPool& p, std::size_t max_concurrent, std::size_t most)
      : pool(p), free(max_concurrent), waiting_max(most) {}

  WorkerPool& pool;
  Mutex mutex;
  std::size_t free CUNKOU_GUARDED_BY(mutex);
  const std::size_t waiting_max;
  std::deque<Job> waiting CUNKOU_GUARDED_BY(mutex);

  Result<void> start(Job job) CUNKOU_EXCLUDES(mutex) {
    return pool.post([self = shared_from_this(), job = std::move(job)] {
      const Next next{*self};
      job();
    });
  }

  // Posts the next job on destruction, also after an exception.
  struct Next {
    Impl& limiter;
    ~Next() { limiter.start_next(); }
  };

  void start_next() CUNKOU_EXCLUDES(mutex) {
    for (Job job; take(job);) {
      if (start(job)) return;
      run_guarded(job, pool.failed());  // the pool is stopping or full: runs on this thread
    }
  }

  bool take(Job& job) CUNKOU_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    if (waiting.empty()) return ++free, false;
    job = std::move(waiting.front());
    waiting.pop_front();
    return true;
  }
};

ConcurrencyLimiter::ConcurrencyLimiter(WorkerPool& pool, std::size_t max_concurrent, std::size_t waiting_max)
    : impl_(std::make_shared<Impl>(pool, max_concurrent, waiting_max)) {}

Result<void> ConcurrencyLimiter::post(Job job) {
  {
    MutexLock lock(impl_->mutex);
    if (impl_->free == 0 && impl_->waiting.size() >= impl_->waiting_max)
      return Error{Code::unavailable,
                   {"同类的大请求太多，请过几秒再试",
                    "Too many large requests of this kind are under way: try again in a few seconds"}};
    if (impl_->free == 0) return impl_->waiting.push_back(std::move(job)), Result<void>();
    --impl_->free;
  }
  auto started = impl_->start(std::move(job));
  if (!started) {
    impl_->start_next();
    return Error{Code::unavailable, started.error().reason};
  }
  return {};
}

}  // namespace cunkou::async
