#include "sensing/notifications/dispatch/notification_dispatcher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>

#include "platform/outbound/testing/script.hpp"
#include "sensing/notifications/testing/delivery_fixture.hpp"

namespace cunkou::notifications {
namespace {

namespace fs = std::filesystem;
using outbound::Script;
using testing::channel;
using testing::delivery;

// The second has a program that is not bound, the third is obsolete, the channel of the fourth was deleted.
struct FourDeliveries final : DeliveryQueue {
  std::mutex mutex;
  std::map<std::int64_t, Delivery> waiting;
  std::vector<Delivery> written;
  std::promise<void> all;

  FourDeliveries() {
    for (std::int64_t n = 1; n <= 4; ++n) {
      waiting[n] = delivery();
      waiting[n].id = DeliveryId(n);
    }
  }
  std::vector<DueDelivery> due(Instant, std::size_t) override {
    const std::lock_guard lock(mutex);
    std::vector<DueDelivery> due;
    for (const auto& [n, d] : waiting) {
      DueDelivery one{d, channel(ChannelKind::program, n == 2 ? "none" : "sms"), {}};
      if (n == 3) one.obsolete_reason = untranslated("acknowledged");
      if (n == 4) one.channel.reset();
      due.push_back(one);
    }
    return due;
  }
  void put(const Delivery& outcome) override {
    const std::lock_guard lock(mutex);
    waiting.erase(outcome.id.value);
    written.push_back(outcome);
    if (written.size() == 4) all.set_value();
  }
};

TEST(NotificationDispatcher, StoresEachOutcome) {
  const Script good("cat > /dev/null"), clock_holder("true");
  const FixedClock clock(Instant{1'795'420'900'000});
  Deliverer::Options options;
  options.programs["sms"] = {{good.file.string()}, seconds(20)};
  FourDeliveries queue;
  NotificationDispatcher dispatcher(Deliverer(options), queue, clock);
  dispatcher.poll();
  dispatcher.poll();
  queue.all.get_future().wait();
  dispatcher.stop();
  auto& written = queue.written;
  ASSERT_EQ(written.size(), 4u);
  std::sort(written.begin(), written.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  EXPECT_EQ(written[0].state, DeliveryState::sent);
  EXPECT_EQ(written[1].state, DeliveryState::waiting);
  EXPECT_EQ(written[1].attempts, 1);
  EXPECT_GT(written[1].next_attempt, clock.now());
  EXPECT_EQ(written[2].error, "acknowledged");
  EXPECT_EQ(written[3].state, DeliveryState::failed);
}

// Returns one delivery as due until its outcome is stored, and fails to store it, as with a full disk.
struct FailingQueue final : DeliveryQueue {
  std::mutex mutex;
  std::condition_variable changed;
  Delivery stored;
  bool full = true;
  int polls = 0, puts = 0;

  std::vector<DueDelivery> due(Instant, std::size_t) override {
    const std::lock_guard lock(mutex);
    ++polls;
    changed.notify_all();
    if (stored.state != DeliveryState::waiting) return {};
    return {{stored, channel(ChannelKind::program, "sms"), {}}};
  }
  void put(const Delivery& outcome) override {
    const std::lock_guard lock(mutex);
    ++puts;
    changed.notify_all();
    if (full) throw std::runtime_error("database or disk is full");
    stored = outcome;
  }
  template <class F>
  void wait(F f) {
    std::unique_lock lock(mutex);
    changed.wait(lock, f);
  }
  // Twice: the second poll begins after the first has finished.
  void poll(NotificationDispatcher& dispatcher) {
    for (int i = 0; i < 2; ++i) {
      const auto before = [this] {
        const std::lock_guard lock(mutex);
        return polls;
      }();
      dispatcher.poll();
      wait([&] { return polls > before; });
    }
  }
};

TEST(NotificationDispatcher, SendsOnceWhileItsOutcomeCannotBeStored) {
  const Script sms("cat > /dev/null; printf x >> \"$0.sent\"");
  const auto sent = [&] { return fs::file_size(sms.file.string() + ".sent"); };
  FixedClock clock(Instant{1'795'420'900'000});
  Deliverer::Options options;
  options.programs["sms"] = {{sms.file.string()}, seconds(20)};
  FailingQueue full;
  full.stored = delivery();
  full.stored.id = DeliveryId(1);
  std::atomic<int> reported{0};
  NotificationDispatcher dispatcher(Deliverer(options), full, clock, [&](std::string_view) { ++reported; });
  dispatcher.poll();
  full.wait([&] { return full.puts == 1 && full.polls >= 2; });
  full.poll(dispatcher);
  EXPECT_EQ(full.puts, 1);

  clock.advance(seconds(5));
  full.poll(dispatcher);
  full.wait([&] { return full.puts == 2; });
  clock.advance(seconds(5));
  full.poll(dispatcher);
  EXPECT_EQ(full.puts, 2) << "the second pause is longer";

  {
    const std::lock_guard lock(full.mutex);
    full.full = false;
  }
  clock.advance(seconds(5));
  full.poll(dispatcher);
  EXPECT_EQ(full.puts, 3);
  EXPECT_EQ(full.stored.state, DeliveryState::sent);
  full.poll(dispatcher);
  dispatcher.stop();
  EXPECT_EQ(full.puts, 3);
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(reported, 2);
}

TEST(NotificationDispatcher, StoresPendingOutcomesOnStop) {
  const Script sms("cat > /dev/null");
  const FixedClock clock(Instant{1'795'420'900'000});
  Deliverer::Options options;
  options.programs["sms"] = {{sms.file.string()}, seconds(20)};
  FailingQueue full;
  full.stored = delivery();
  full.stored.id = DeliveryId(1);
  NotificationDispatcher dispatcher(Deliverer(options), full, clock, [](std::string_view) {});
  dispatcher.poll();
  full.wait([&] { return full.puts == 1 && full.polls >= 2; });
  {
    const std::lock_guard lock(full.mutex);
    full.full = false;
  }
  dispatcher.stop();
  EXPECT_EQ(full.stored.state, DeliveryState::sent);
}

}  // namespace
}  // namespace cunkou::notifications
