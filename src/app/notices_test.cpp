#include "app/notices.hpp"

#include <gtest/gtest.h>

#include <array>

#include "api/testing/county.hpp"
#include "control/alarm_store.hpp"
#include "control/channel.hpp"
#include "control/delivery_store.hpp"
#include "places/place_store.hpp"
#include "sql/alarms_sql.hpp"
#include "sql/deliveries_sql.hpp"
#include "sql/places_sql.hpp"

namespace cunkou::app {
namespace {

using control::Delivery;
using control::DeliveryState;

TEST(NoticeQueue, DoesNotTryAgainWhatWasWithdrawnMeanwhile) {
  api::testing::County county;
  Delivery delivery;
  county.database
      .write([&](sql::Transaction& t) -> Result<int> {
        control::Alarm alarm;
        alarm.thing = county.device.thing;
        alarm.rule = alarm.concern = "air_cold";
        delivery.alarm = sql::alarm_store(t).put(alarm);
        delivery.channel = "webhook";
        delivery.created = delivery.next_try = county.clock.now();
        sql::delivery_store(t).put(delivery);
        delivery = sql::delivery_store(t).of(delivery.alarm).at(0);
        sql::delivery_store(t).put(withdrawn(delivery, "a newer notice has replaced it"));
        return 0;
      })
      .value();
  const auto queue = notice_queue(
      county.database, [](const control::Alarm&) { return notify::NotificationContext(); }, [](AlarmId) {});
  const auto stored = [&] {
    return county.database
        .read([&](sql::Transaction& t) -> Result<DeliveryState> {
          return sql::delivery_store(t).of(delivery.alarm).at(0).state;
        })
        .value();
  };
  queue.put(undelivered(delivery, "503", county.clock.now()));
  EXPECT_EQ(stored(), DeliveryState::failed);
  queue.put(delivered(delivery, county.clock.now()));
  EXPECT_EQ(stored(), DeliveryState::sent) << "it did go out";
}

TEST(NoticeQueue, TakesOfEachChannelItsDangerFirst) {
  api::testing::County county;
  const auto channels =
      county.database
          .write([&](sql::Transaction& t) -> Result<std::array<control::ChannelId, 2>> {
            control::Channel slow, other;
            slow.place = other.place = sql::place_store(t).by_code("610829101201")->id;
            const std::array ids{sql::channel_store(t).put(slow), sql::channel_store(t).put(other)};
            const auto put = [&](control::Severity severity, control::ChannelId channel, int n) {
              control::Alarm alarm;
              alarm.thing = county.device.thing;
              alarm.rule = "air_cold";
              alarm.concern = std::to_string(n);
              alarm.severity = severity;
              Delivery delivery;
              delivery.alarm = sql::alarm_store(t).put(alarm);
              delivery.channel_id = channel;
              delivery.channel = "webhook";
              delivery.created = delivery.next_try = county.clock.now() - seconds(1000 - n);
              sql::delivery_store(t).put(delivery);
            };
            for (int n = 0; n < 600; ++n) put(control::Severity::watch, ids[0], n);
            put(control::Severity::danger, ids[0], 600);
            put(control::Severity::watch, ids[1], 601);
            return ids;
          })
          .value();
  const auto due = county.database
                       .read([&](sql::Transaction& t) -> Result<std::vector<Delivery>> {
                         EXPECT_EQ(sql::delivery_store(t).backlog().waiting, 602);
                         EXPECT_EQ(sql::delivery_store(t).backlog().in_vain, 0);
                         return sql::delivery_store(t).due(county.clock.now(), 500);
                       })
                       .value();
  const auto of = [&](control::ChannelId id) {
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
