#include "sensing/notifications/dispatch/notification_dispatcher.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "base/mutex.hpp"
#include "platform/async/worker_pool.hpp"

namespace cunkou::notifications {

namespace {
constexpr std::size_t workers_max = 8;
constexpr std::size_t batch_max = 500;
constexpr Duration first_pause = seconds(5), longest_pause = minutes(5);
}  // namespace

struct NotificationDispatcher::Impl {
  Impl(Deliverer d, DeliveryQueue& q, const Clock& c, async::Failed f)
      : deliverer(std::move(d)),
        queue(q),
        clock(c),
        failed(std::move(f)),
        polling(1, 100, failed),
        sending(workers_max, batch_max, failed) {}

  Deliverer deliverer;
  DeliveryQueue& queue;
  const Clock& clock;
  async::Failed failed;
  std::atomic<bool> poll_pending{false};
  using Outcomes = std::map<DeliveryId, Delivery>;
  Mutex mutex;
  std::set<ChannelId> busy_channels CUNKOU_GUARDED_BY(mutex);
  // Outcomes not stored yet, and the time of the last failure to store one.
  Outcomes unwritten CUNKOU_GUARDED_BY(mutex);
  Duration pause CUNKOU_GUARDED_BY(mutex) = first_pause;
  Instant last_failure CUNKOU_GUARDED_BY(mutex);
  async::WorkerPool polling, sending;

  bool begin(ChannelId id) {
    const MutexLock lock(mutex);
    return busy_channels.insert(id).second;
  }
  void end(ChannelId id) {
    const MutexLock lock(mutex);
    busy_channels.erase(id);
  }

  void poll_soon() {
    if (poll_pending.exchange(true)) return;
    if (!polling.post([this] { poll(); })) poll_pending = false;
  }

  // Skips channels with a delivery in progress (its state may be outdated) and deliveries whose outcome is
  // not stored yet.
  void poll() CUNKOU_EXCLUDES(mutex) {
    poll_pending = false;
    std::set<ChannelId> busy;
    std::set<DeliveryId> unwritten_ids;
    {
      const MutexLock lock(mutex);
      busy = busy_channels;
      for (const auto& [id, outcome] : unwritten) unwritten_ids.insert(id);
    }
    if (has_paused()) async::run_guarded([this] { retry_writes(); }, failed);
    for (auto& due : queue.due(clock.now(), batch_max)) {
      const auto id = due.delivery.channel_id;
      if (busy.contains(id) || unwritten_ids.contains(due.delivery.id) || !begin(id)) continue;
      const auto posted = sending.post([this, d = std::move(due)] { send(d); });
      if (!posted) end(id);
    }
  }

  void send(const DueDelivery& due) CUNKOU_EXCLUDES(mutex) {
    struct End {
      Impl& impl;
      ChannelId id;
      ~End() {
        impl.end(id);
        impl.poll_soon();
      }
    } at_end{*this, due.delivery.channel_id};
    write(outcome(due));
  }

  void write(const Delivery& outcome) CUNKOU_EXCLUDES(mutex) {
    try {
      queue.put(outcome);
    } catch (...) {
      const MutexLock lock(mutex);
      if (unwritten.empty()) last_failure = clock.now();
      unwritten[outcome.id] = outcome;
      throw;
    }
    const MutexLock lock(mutex);
    unwritten.erase(outcome.id);
  }

  // A clock that was set back must not prolong the pause.
  bool has_paused() {
    const MutexLock lock(mutex);
    const auto now = clock.now();
    return !unwritten.empty() && (now < last_failure || now - last_failure >= pause);
  }

  // Stops at the first failure: each attempt may wait for a database lock, and the next would fail too.
  void retry_writes() CUNKOU_EXCLUDES(mutex) {
    Outcomes pending;
    {
      const MutexLock lock(mutex);
      pending = unwritten;
      last_failure = clock.now();
      pause = std::min(pause * 2, longest_pause);
    }
    for (const auto& [id, outcome] : pending) write(outcome);
    const MutexLock lock(mutex);
    if (unwritten.empty()) pause = first_pause;
  }

  Delivery outcome(const DueDelivery& due) const {
    if (due.obsolete_reason) return withdrawn(due.delivery, *due.obsolete_reason);
    if (!due.channel) return withdrawn(due.delivery, {"通知方式已删除", "the channel has been removed"});
    const auto sent = deliverer.deliver(due.delivery, *due.channel, due.context);
    return sent ? delivered(due.delivery, clock.now())
                : undelivered(due.delivery, sent.error().reason, clock.now());
  }
};

NotificationDispatcher::NotificationDispatcher(Deliverer deliverer, DeliveryQueue& queue, const Clock& clock,
                                               async::Failed failed)
    : impl_(std::make_shared<Impl>(std::move(deliverer), queue, clock, std::move(failed))) {}

NotificationDispatcher::~NotificationDispatcher() { stop(); }

void NotificationDispatcher::poll() { impl_->poll_soon(); }

void NotificationDispatcher::stop() {
  impl_->polling.stop();
  impl_->sending.stop(async::WorkerPool::Waiting::drop);
  async::run_guarded([this] { impl_->retry_writes(); }, impl_->failed);
}

}  // namespace cunkou::notifications
