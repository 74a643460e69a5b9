#include "sensing/notifications/dispatch/stored_delivery_queue.hpp"

#include <gtest/gtest.h>

#include <array>

#include "app/testing/county.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/statement_counter.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/monitor/service/alarm_contexts.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::app {
namespace {

using notifications::Delivery;
using notifications::DeliveryState;

struct CountedReports final : notifications::DeliveryListener {
  int count = 0;
  void deliveries_changed(AlarmId) override { ++count; }
};

TEST(StoredDeliveryQueue, KeepsAWithdrawnDeliveryFailed) {
  testing::County county;
  CountedReports reports;
  const auto delivery = county.database
                            .write([&](sql::Transaction& t) -> Result<Delivery> {
                              alarms::Alarm alarm;
                              alarm.thing = county.device.thing;
                              alarm.rule = alarm.concern = "air_cold";
                              Delivery added;
                              added.alarm = alarms::alarm_store(t).put(alarm);
                              added.channel = "webhook";
                              added.created = added.next_attempt = county.clock.now();
                              notifications::delivery_store(t).put(added);
                              added = notifications::delivery_store(t).of({added.alarm}).at(0);
                              notifications::delivery_store(t).put(
                                  withdrawn(added, untranslated("a newer notice has replaced it")));
                              return added;
                            })
                            .value();
  const monitor::AlarmContexts contexts(county.greenhouses, "");
  notifications::StoredDeliveryQueue queue(county.database, contexts, reports);
  const auto stored = [&] {
    return county.database
        .read([&](sql::Transaction& t) -> Result<DeliveryState> {
          return notifications::delivery_store(t).of({delivery.alarm}).at(0).state;
        })
        .value();
  };
  queue.put(undelivered(delivery, untranslated("503"), county.clock.now()));
  EXPECT_EQ(stored(), DeliveryState::failed);
  EXPECT_EQ(reports.count, 0) << "nothing has changed";
  queue.put(delivered(delivery, county.clock.now()));
  EXPECT_EQ(stored(), DeliveryState::sent) << "it did go out";
  EXPECT_EQ(reports.count, 1);
}

TEST(StoredDeliveryQueue, ReadsWhatIsDueInAConstantNumberOfReads) {
  testing::County county;
  sql::testing::StatementCounter statements(county.database);
  const monitor::AlarmContexts contexts(county.greenhouses, "");
  notifications::StoredDeliveryQueue queue(county.database, contexts, county.monitor_service);
  const auto add = [&](int n) {
    county.database.write([&](sql::Transaction& t) {
      notifications::Channel channel;
      channel.place = county.village;
      channel.name = std::to_string(n);
      alarms::Alarm alarm;
      alarm.thing = county.device.thing;
      alarm.rule = alarm.concern = std::to_string(n);
      Delivery delivery;
      delivery.alarm = alarms::alarm_store(t).put(alarm);
      delivery.channel_id = notifications::channel_store(t).put(channel);
      delivery.channel = "webhook";
      delivery.created = delivery.next_attempt = county.clock.now();
      notifications::delivery_store(t).put(delivery);
    });
  };
  const auto due = [&] { return queue.due(county.clock.now(), 500); };
  const auto reads = [&] { return statements.count_of([&] { due(); }); };
  add(0);
  const auto of_one = reads();
  for (int n = 1; n < 20; ++n) add(n);
  const auto all = due();
  ASSERT_EQ(all.size(), 20u);
  for (const auto& [delivery, channel, obsolete_reason, context] : all) {
    ASSERT_TRUE(channel && context);
    EXPECT_EQ(channel->name, context->rule) << "its own channel and alarm";
    EXPECT_FALSE(obsolete_reason);
  }
  EXPECT_EQ(reads(), of_one);
}

TEST(StoredDeliveryQueue, ReturnsDangerFirstForEachChannel) {
  testing::County county;
  const auto channels =
      county.database
          .write([&](sql::Transaction& t) -> Result<std::array<notifications::ChannelId, 2>> {
            notifications::Channel slow, other;
            slow.place = other.place = places::place_store(t).by_code("610829101201")->id;
            const std::array ids{notifications::channel_store(t).put(slow),
                                 notifications::channel_store(t).put(other)};
            const auto put = [&](rules::Severity severity, notifications::ChannelId channel, int n) {
              alarms::Alarm alarm;
              alarm.thing = county.device.thing;
              alarm.rule = "air_cold";
              alarm.concern = std::to_string(n);
              alarm.severity = severity;
              Delivery delivery;
              delivery.alarm = alarms::alarm_store(t).put(alarm);
              delivery.channel_id = channel;
              delivery.channel = "webhook";
              delivery.created = delivery.next_attempt = county.clock.now() - seconds(1000 - n);
              notifications::delivery_store(t).put(delivery);
            };
            for (int n = 0; n < 600; ++n) put(rules::Severity::watch, ids[0], n);
            put(rules::Severity::danger, ids[0], 600);
            put(rules::Severity::watch, ids[1], 601);
            return ids;
          })
          .value();
  const auto due = county.database
                       .read([&](sql::Transaction& t) -> Result<std::vector<Delivery>> {
                         EXPECT_EQ(notifications::delivery_store(t).backlog().waiting, 602);
                         EXPECT_EQ(notifications::delivery_store(t).backlog().retrying, 0);
                         return notifications::delivery_store(t).due(county.clock.now(), 500);
                       })
                       .value();
  const auto of = [&](notifications::ChannelId id) {
    std::vector<std::int64_t> alarms;
    for (const auto& one : due)
      if (one.channel_id == id) alarms.push_back(one.alarm.value);
    return alarms;
  };
  EXPECT_EQ(of(channels[1]), std::vector<std::int64_t>{602});
  ASSERT_GT(of(channels[0]).size(), 2u);
  EXPECT_EQ(of(channels[0])[0], 601) << "the danger";
  EXPECT_EQ(of(channels[0])[1], 1) << "then the oldest";
}

}  // namespace
}  // namespace cunkou::app
