#pragma once
// For tests: the contract of DeliveryStore. An Implementation has
//   AlarmId alarm, other_alarm; PersonId person; ChannelId channel;   to which deliveries may refer
//   with(f)                        calls f(DeliveryStore&) in a transaction of its own

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::notifications::testing {

template <class Implementation>
class DeliveryStoreContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  static auto members(const Delivery& d) {
    return std::tuple(d.id, d.alarm, d.kind, d.escalation_step, d.person, d.channel_id, d.channel, d.address,
                      d.text, d.state, d.tries, d.created, d.next_try, d.sent, d.error);
  }
  static std::vector<DeliveryId> ids(const std::vector<Delivery>& deliveries) {
    std::vector<DeliveryId> all;
    for (const auto& delivery : deliveries) all.push_back(delivery.id);
    return all;
  }

  Delivery delivery_at(Instant next_try) const {
    Delivery delivery;
    delivery.alarm = implementation.alarm;
    delivery.escalation_step = "village";
    delivery.channel_id = implementation.channel;
    delivery.channel = "webhook";
    delivery.created = start;
    delivery.next_try = next_try;
    return delivery;
  }
  DeliveryId put(const Delivery& delivery) {
    DeliveryId id;
    implementation.with([&](DeliveryStore& store) { id = store.put(delivery); });
    return id;
  }
  std::vector<DeliveryId> due(Instant now, std::size_t limit = 100) {
    std::vector<DeliveryId> found;
    implementation.with([&](DeliveryStore& store) { found = ids(store.due(now, limit)); });
    return found;
  }

  Implementation implementation;
};

TYPED_TEST_SUITE_P(DeliveryStoreContract);

TYPED_TEST_P(DeliveryStoreContract, KeepsEveryMember) {
  auto delivery = this->delivery_at(this->start + seconds(15));
  delivery.kind = NoticeKind::escalation;
  delivery.escalation_step = "technician";
  delivery.person = this->implementation.person;
  delivery.address = "13800000001";
  delivery.text = "1号棚：棚里偏冷";
  delivery.id = this->put(delivery);
  EXPECT_TRUE(delivery.id);
  const auto stored = [&] {
    std::vector<Delivery> found;
    this->implementation.with([&](DeliveryStore& store) { found = store.of({delivery.alarm}); });
    return found;
  };
  ASSERT_EQ(stored().size(), 1u);
  EXPECT_EQ(this->members(stored().front()), this->members(delivery));

  delivery = undelivered(delivery, {"没有送到", "It did not arrive"}, this->start + seconds(20));
  EXPECT_EQ(this->put(delivery), delivery.id);
  EXPECT_EQ(this->members(stored().front()), this->members(delivery));
  delivery = delivered(delivery, this->start + minutes(1));
  this->put(delivery);
  EXPECT_EQ(this->members(stored().front()), this->members(delivery));
}

TYPED_TEST_P(DeliveryStoreContract, FindsWaitingDeliveriesWhoseTimeHasCome) {
  const auto later = this->put(this->delivery_at(this->start + minutes(2)));
  const auto sooner = this->put(this->delivery_at(this->start + minutes(1)));
  for (const auto state : {DeliveryState::sent, DeliveryState::failed}) {
    auto over = this->delivery_at(this->start);
    over.state = state;
    this->put(over);
  }
  EXPECT_TRUE(this->due(this->start).empty());
  EXPECT_EQ(this->due(this->start + minutes(1)), std::vector{sooner});
  EXPECT_EQ(this->due(this->start + minutes(2)), (std::vector{sooner, later}));
  EXPECT_EQ(this->due(this->start + minutes(2), 1), std::vector{sooner});
}

TYPED_TEST_P(DeliveryStoreContract, FindsDeliveriesOfAClockThatWasSetBack) {
  const auto created_ahead = this->put(this->delivery_at(this->start));
  EXPECT_EQ(this->due(this->start - minutes(1)), std::vector{created_ahead});
  auto tried = this->delivery_at(this->start + delivery_wait_max + Duration{1});
  EXPECT_EQ(this->due(this->start), std::vector{created_ahead});
  tried.tries = 1;
  const auto tried_ahead = this->put(tried);
  EXPECT_EQ(this->due(this->start), (std::vector{created_ahead, tried_ahead}));
}

TYPED_TEST_P(DeliveryStoreContract, GetsTheDeliveriesOfAlarmsOldestFirst) {
  const auto first = this->put(this->delivery_at(this->start + hours(1)));
  auto delivery = this->delivery_at(this->start);
  delivery.alarm = this->implementation.other_alarm;
  const auto second = this->put(delivery);
  const auto third = this->put(this->delivery_at(this->start));
  this->implementation.with([&](DeliveryStore& store) {
    const auto alarm = this->implementation.alarm, other_alarm = this->implementation.other_alarm;
    EXPECT_EQ(this->ids(store.of({alarm})), (std::vector{first, third}));
    EXPECT_EQ(this->ids(store.of({other_alarm, alarm})), (std::vector{first, second, third}));
    EXPECT_TRUE(store.of({}).empty());
  });
}

TYPED_TEST_P(DeliveryStoreContract, WithdrawsWhatWaits) {
  const auto fresh = this->put(this->delivery_at(this->start));
  auto delivery = this->delivery_at(this->start);
  delivery.tries = 2;
  this->put(delivery);
  delivery.state = DeliveryState::sent;
  this->put(delivery);
  this->implementation.with([&](DeliveryStore& store) {
    EXPECT_EQ(store.backlog().waiting, 2);
    EXPECT_EQ(store.backlog().retrying, 1);
  });
  const Label why{"只看不发", "The server is quiet"};
  std::int64_t withdrawn = 0;
  this->implementation.with([&](DeliveryStore& store) { withdrawn = store.withdraw_all(why); });
  EXPECT_EQ(withdrawn, 2);
  this->implementation.with([&](DeliveryStore& store) {
    EXPECT_EQ(store.backlog().waiting, 0);
    EXPECT_EQ(store.backlog().retrying, 0);
    const auto all = store.of({this->implementation.alarm});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].id, fresh);
    EXPECT_EQ(all[0].state, DeliveryState::failed);
    EXPECT_EQ(all[0].error, to_stored(why));
    EXPECT_EQ(all[2].state, DeliveryState::sent);
    EXPECT_EQ(all[2].error, "");
  });
}

REGISTER_TYPED_TEST_SUITE_P(DeliveryStoreContract, KeepsEveryMember, FindsWaitingDeliveriesWhoseTimeHasCome,
                            FindsDeliveriesOfAClockThatWasSetBack, GetsTheDeliveriesOfAlarmsOldestFirst,
                            WithdrawsWhatWaits);

}  // namespace cunkou::notifications::testing
