#include <algorithm>

#include "core/people/testing/put_person.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/testing/delivery_store_contract.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::notifications::testing {
namespace {

template <class Engine>
struct DeliveriesOn : sql::testing::StateDatabase<Engine> {
  AlarmId alarm, other_alarm, danger;
  PersonId person;
  ChannelId channel, other_channel;

  DeliveriesOn() {
    this->write([&](sql::Transaction& t) {
      const auto thing = sensorthings::testing::put_thing(t, "1号棚");
      const auto alarm_of = [&](std::string concern, rules::Severity severity) {
        alarms::Alarm row;
        row.thing = thing;
        row.concern = std::move(concern);
        row.severity = severity;
        return alarms::alarm_store(t).put(row);
      };
      alarm = alarm_of("hot", rules::Severity::watch);
      other_alarm = alarm_of("silent", rules::Severity::no_data);
      danger = alarm_of("cold", rules::Severity::danger);
      person = people::testing::put_person(t, "13800000001");
      Channel row;
      row.place = places::place_store(t)
                      .put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}})
                      .id;
      channel = channel_store(t).put(row);
      other_channel = channel_store(t).put(row);
    });
  }
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(delivery_store(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, DeliveryStoreContract, sql::testing::OnEachEngine<DeliveriesOn>);

template <class Engine>
using DeliveriesSql = DeliveryStoreContract<DeliveriesOn<Engine>>;
TYPED_TEST_SUITE(DeliveriesSql, sql::testing::Engines);

TYPED_TEST(DeliveriesSql, TakesDangerFirst) {
  const auto watch = this->put(this->delivery_at(this->start));
  auto urgent = this->delivery_at(this->start + seconds(1));
  urgent.alarm = this->implementation.danger;
  const auto danger = this->put(urgent);
  EXPECT_EQ(this->due(this->start + seconds(1)), (std::vector{danger, watch}));
}

TYPED_TEST(DeliveriesSql, LeavesNoChannelWaitingForAnother) {
  for (int i = 0; i < 50; ++i) this->put(this->delivery_at(this->start));
  auto delivery = this->delivery_at(this->start + seconds(1));
  delivery.channel_id = this->implementation.other_channel;
  const auto of_other_channel = this->put(delivery);
  delivery.channel_id = {};
  const auto of_the_page = this->put(delivery);
  const auto taken = this->due(this->start + seconds(1));
  EXPECT_LT(taken.size(), 50u);
  EXPECT_EQ(std::ranges::count(taken, of_other_channel), 1);
  EXPECT_EQ(std::ranges::count(taken, of_the_page), 1);
}

}  // namespace
}  // namespace cunkou::notifications::testing
