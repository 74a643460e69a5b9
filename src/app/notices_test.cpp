#include "app/notices.hpp"

#include <gtest/gtest.h>

#include "api/testing/county.hpp"
#include "control/alarm_store.hpp"
#include "control/delivery_store.hpp"

namespace cunkou::app {
namespace {

using control::Delivery;
using control::DeliveryState;

TEST(NoticeDesk, DoesNotTryAgainWhatWasWithdrawnMeanwhile) {
  api::testing::County county;
  Delivery delivery;
  county.database
      .write([&](sql::Stores& s) -> Result<int> {
        control::Alarm alarm;
        alarm.thing = county.device.thing;
        alarm.rule = alarm.concern = "air_cold";
        delivery.alarm = s.alarms().put(alarm);
        delivery.channel = "webhook";
        delivery.created = delivery.next_try = county.clock.now();
        s.deliveries().put(delivery);
        delivery = s.deliveries().of(delivery.alarm).at(0);
        s.deliveries().put(withdrawn(delivery, "a newer notice has replaced it"));
        return 0;
      })
      .value();
  const auto desk = notice_desk(
      county.database, [](const control::Alarm&) { return notify::Event(); }, [](AlarmId) {});
  const auto stored = [&] {
    return county.database
        .read([&](sql::Stores& s) -> Result<DeliveryState> {
          return s.deliveries().of(delivery.alarm).at(0).state;
        })
        .value();
  };
  desk.put(undelivered(delivery, "503", county.clock.now()));
  EXPECT_EQ(stored(), DeliveryState::failed);
  desk.put(delivered(delivery, county.clock.now()));
  EXPECT_EQ(stored(), DeliveryState::sent) << "it did go out";
}

}  // namespace
}  // namespace cunkou::app
