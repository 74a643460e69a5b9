#include "platform/async/timers.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

namespace cunkou::async {

namespace {

using Steady = std::chrono::steady_clock;

constexpr Duration busy_wait{50};

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
  std::mutex mutex;
  std::condition_variable changed;
  std::multimap<Steady::time_point, TimerId> due;
  std::unordered_map<TimerId, Timer> timers;
  TimerId last = 0;
  bool stopping = false;
  std::thread thread;

  TimerId add(Duration in, Duration period, std::function<void()> callback) {
    std::lock_guard lock(mutex);
    const auto id = ++last;
    auto& timer = timers[id];
    timer.callback = std::move(callback);
    timer.period = period;
    schedule(id, timer, in);
    return id;
  }

  void schedule(TimerId id, Timer& timer, Duration in) {
    timer.due = Steady::now() + in;
    due.emplace(timer.due, id);
    changed.notify_one();
  }

  void unschedule(TimerId id, const Timer& timer) {
    auto [it, end] = due.equal_range(timer.due);
    while (it != end && it->second != id) ++it;
    if (it != end) due.erase(it);
  }

  bool cancel(TimerId id) {
    std::lock_guard lock(mutex);
    const auto found = timers.find(id);
    if (found == timers.end()) return false;
    const bool idle = !found->second.running;
    if (idle) unschedule(id, found->second);
    timers.erase(found);
    return idle;
  }

  void wait_and_fire() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      if (due.empty()) {
        changed.wait(lock);
      } else if (const auto at = due.begin()->first; at > Steady::now()) {
        changed.wait_until(lock, at);
      } else {
        fire(due.extract(due.begin()).mapped());
      }
    }
  }

  void fire(TimerId id) {
    auto& timer = timers.at(id);
    timer.running = true;
    if (pool.post([self = shared_from_this(), id] { self->run(id); })) return;
    timer.running = false;
    schedule(id, timer, busy_wait);
  }

  void run(TimerId id) {
    std::function<void()> callback;
    {
      std::lock_guard lock(mutex);
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
    std::lock_guard lock(mutex);
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
      std::lock_guard lock(mutex);
      stopping = true;
      due.clear();
      timers.clear();
      changed.notify_one();
    }
    if (thread.joinable()) thread.join();
  }
};

Timers::Timers(WorkerPool& pool) : impl_(std::make_shared<Impl>(pool)) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->wait_and_fire(); });
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
