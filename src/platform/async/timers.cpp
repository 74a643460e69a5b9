#include "platform/async/timers.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/mutex.hpp"

namespace cunkou::async {

namespace {

using Steady = std::chrono::steady_clock;

constexpr Duration retry_delay{50};

struct Timer {
  std::function<void()> callback;
  Duration period{0};  // 0: once
  Steady::time_point due;
  bool running = false;
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

  TimerId add(Duration in, Duration period, std::function<void()> callback) {
    MutexLock lock(mutex);
    const auto id = ++last;
    auto& timer = timers[id];
    timer.callback = std::move(callback);
    timer.period = period;
    schedule(id, timer, in);
    return id;
  }

  void schedule(TimerId id, Timer& timer, Duration in) CUNKOU_REQUIRES(mutex) {
    timer.due = Steady::now() + in;
    due.emplace(timer.due, id);
    changed.notify_one();
  }

  void unschedule(TimerId id, const Timer& timer) CUNKOU_REQUIRES(mutex) {
    auto [it, end] = due.equal_range(timer.due);
    while (it != end && it->second != id) ++it;
    if (it != end) due.erase(it);
  }

  bool cancel(TimerId id) {
    MutexLock lock(mutex);
    const auto found = timers.find(id);
    if (found == timers.end()) return false;
    const bool idle = !found->second.running;
    if (idle) unschedule(id, found->second);
    timers.erase(found);
    return idle;
  }

  void run_loop() {
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
    auto& timer = timers.at(id);
    timer.running = true;
    if (pool.post([self = shared_from_this(), id] { self->run(id); })) return;
    timer.running = false;
    schedule(id, timer, retry_delay);
  }

  void run(TimerId id) {
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

  void finish(TimerId id) {
    MutexLock lock(mutex);
    const auto found = timers.find(id);
    if (found == timers.end()) return;
    found->second.running = false;
    if (found->second.period == Duration{0} || stopping)
      timers.erase(found);
    else
      schedule(id, found->second, found->second.period);
  }

  void stop() {
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

TimerId Timers::after(Duration in, std::function<void()> callback) {
  return impl_->add(in, Duration{0}, std::move(callback));
}

TimerId Timers::every(Duration period, std::function<void()> callback) {
  return impl_->add(period, std::max(period, Duration{1}), std::move(callback));
}

bool Timers::cancel(TimerId id) { return impl_->cancel(id); }

void Timers::stop() { impl_->stop(); }

}  // namespace cunkou::async
