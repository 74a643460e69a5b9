#include "sensing/monitor/testing/memory_stores.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "core/journal/testing/journal_contract.hpp"
#include "sensing/actuation/testing/actuator_store_contract.hpp"
#include "sensing/actuation/testing/command_store_contract.hpp"
#include "sensing/alarms/testing/alarm_store_contract.hpp"
#include "sensing/notifications/testing/delivery_store_contract.hpp"
#include "sensing/rules/testing/rule_override_store_contract.hpp"
#include "sensing/rules/testing/rule_state_store_contract.hpp"

namespace cunkou {
namespace {

// The rows to which every store refers. A store in memory asks no table whether it exists.
template <class Store>
struct InMemory {
  ThingId thing{3}, other_thing{4};
  PersonId person{5};
  AlarmId alarm{6}, other_alarm{7};
  notifications::ChannelId channel{8};
  Store store;

  template <class F>
  void with(F&& f) {
    f(store);
  }
};

}  // namespace

namespace journal::testing {
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, JournalContract, InMemory<monitor::testing::MemoryJournal>);
}
namespace alarms::testing {
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, AlarmStoreContract, InMemory<monitor::testing::MemoryAlarms>);
}
namespace actuation::testing {
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, CommandStoreContract, InMemory<monitor::testing::MemoryCommands>);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ActuatorStoreContract, InMemory<monitor::testing::MemoryActuators>);
}  // namespace actuation::testing
namespace rules::testing {
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, RuleStateStoreContract, InMemory<monitor::testing::MemoryRuleStates>);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, RuleOverrideStoreContract,
                               InMemory<monitor::testing::MemoryRuleOverrides>);
}  // namespace rules::testing
namespace notifications::testing {
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, DeliveryStoreContract, InMemory<monitor::testing::MemoryDeliveries>);
}
namespace monitor::testing {
namespace {

void raise_alarm(MonitorTransaction& t, std::string concern) {
  alarms::Alarm alarm;
  alarm.thing = ThingId{3};
  alarm.concern = std::move(concern);
  t.alarms().put(alarm);
}

TEST(MemoryTransactions, KeepsTheSecondOfTwoRuns) {
  MemoryTransactions transactions;
  int runs = 0;
  transactions.write([&](MonitorTransaction& t) { raise_alarm(t, std::to_string(++runs)); });
  ASSERT_EQ(transactions.alarms.rows.size(), 1u);
  EXPECT_EQ(transactions.alarms.rows.at(AlarmId{1}).concern, "2");
}

TEST(MemoryTransactions, KeepsNothingOfAFailedRun) {
  MemoryTransactions transactions;
  EXPECT_THROW(transactions.write([](MonitorTransaction& t) {
    raise_alarm(t, "cold");
    throw std::runtime_error("the disk is full");
  }),
               std::runtime_error);
  EXPECT_TRUE(transactions.alarms.rows.empty());
}

}  // namespace
}  // namespace monitor::testing

}  // namespace cunkou
