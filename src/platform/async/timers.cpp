#include "platform/async/timers.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/mutex.hpp"

namespace cunkou::async {

namespace {

using TimerId = std::uint64_t;
using Steady = std::chrono::steady_clock;

constexpr Duration retry_delay{50};

struct Timer {
  std::function<void()> callback;
  Duration period{};
};

}  // namespace

struct Timers::Impl : std::enable_shared_from_this<Impl> {
  explicit Impl(WorkerPool& p) : pool(p) {}

  WorkerPool& pool;
  Mutex mutex;
  std::condition_variable changed;
  std::multimap<Steady::time_point, TimerId> due CUNKOU_GUARDED_BY(mutex);
  std::unordered_map<TimerId, Timer> timers CUNKOU_GUARDED_BY(mutex);
  TimerId last CUNKOU_GUARDED_BY(mutex) = 0;
  bool stopping CUNKOU_GUARDED_BY(mutex) = false;
  std::thread thread;

  void add(Duration period, std::function<void()> callback) {
    MutexLock lock(mutex);
    const auto id = ++last;
    timers[id] = {std::move(callback), period};
    schedule(id, period);
  }

  void schedule(TimerId id, Duration in) CUNKOU_REQUIRES(mutex) {
    due.emplace(Steady::now() + in, id);
    changed.notify_one();
  }

  void run_loop() CUNKOU_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    while (!stopping) {
      if (due.empty()) {
        lock.wait(changed);
      } else if (const auto at = due.begin()->first; at > Steady::now()) {
        lock.wait_until(changed, at);
      } else {
        fire(due.extract(due.begin()).mapped());
      }
    }
  }

  void fire(TimerId id) CUNKOU_REQUIRES(mutex) {
    if (!pool.post([self = shared_from_this(), id] { self->run(id); })) schedule(id, retry_delay);
  }

  void run(TimerId id) CUNKOU_EXCLUDES(mutex) {
    std::function<void()> callback;
    {
      MutexLock lock(mutex);
      const auto found = timers.find(id);
      if (found == timers.end()) return;
      callback = found->second.callback;
    }
    struct Finish {
      Impl& impl;
      TimerId id;
      ~Finish() { impl.finish(id); }
    } finish{*this, id};
    callback();
  }

  void finish(TimerId id) CUNKOU_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    const auto found = timers.find(id);
    if (found != timers.end()) schedule(id, found->second.period);
  }

  void stop() CUNKOU_EXCLUDES(mutex) {
    {
      MutexLock lock(mutex);
      stopping = true;
      due.clear();
      timers.clear();
      changed.notify_one();
    }
    if (thread.joinable()) thread.join();
  }
};

Timers::Timers(WorkerPool& pool) : impl_(std::make_shared<Impl>(pool)) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->run_loop(); });
}

Timers::~Timers() { stop(); }

void Timers::every(Duration period, std::function<void()> callback) {
  impl_->add(std::max(period, Duration{1}), std::move(callback));
}

void Timers::stop() { impl_->stop(); }

}  // namespace cunkou::async
