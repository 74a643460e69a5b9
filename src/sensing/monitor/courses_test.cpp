#include "sensing/monitor/courses.hpp"

#include <gtest/gtest.h>

#include "sensing/monitor/testing/memory_stores.hpp"

namespace cunkou::monitor {
namespace {

using namespace testing;

struct Stored {
  MemoryAlarms alarms;
  MemoryDeliveries deliveries;
  MemoryCommands commands;
  std::vector<alarms::Alarm> all_alarms;
  std::vector<actuation::Command> all_commands;

  explicit Stored(int count) {
    for (int n = 1; n <= count; ++n) {
      alarms::Alarm alarm;
      alarm.concern = std::to_string(n);
      alarm.id = alarms.put(alarm);
      alarms.add_change(change_of(alarm, alarms::AlarmChangeKind::raised, {}));
      alarms.add_change(change_of(alarm, alarms::AlarmChangeKind::cleared, {}));
      notifications::Delivery delivery;
      delivery.alarm = alarm.id;
      delivery.person = PersonId{n};
      deliveries.put(delivery);
      all_alarms.push_back(alarm);
      actuation::Command command;
      command.person = PersonId{n};
      command.id = commands.put(command, {{}, actuation::CommandState::requested, {}, {}, ""});
      all_commands.push_back(command);
    }
  }
};

TEST(CoursesOf, ReadsAPageOfAnyLengthInAConstantNumberOfReads) {
  for (const int count : {1, 3, 100}) {
    Stored stored(count);
    const auto alarms = courses_of(stored.all_alarms, stored.alarms, stored.deliveries);
    EXPECT_EQ(stored.alarms.reads, 1) << count;
    EXPECT_EQ(stored.deliveries.reads, 1) << count;
    const auto commands = courses_of(stored.all_commands, stored.commands);
    EXPECT_EQ(stored.commands.reads, 1) << count;
    ASSERT_EQ(alarms.size(), static_cast<std::size_t>(count));
    for (const auto& [id, course] : alarms) {
      ASSERT_EQ(course.changes.size(), 2u);
      EXPECT_EQ(course.changes.back().change, alarms::AlarmChangeKind::cleared);
      ASSERT_EQ(course.deliveries.size(), 1u);
      EXPECT_EQ(course.deliveries.front().alarm, id);
    }
    ASSERT_EQ(commands.size(), static_cast<std::size_t>(count));
    for (const auto& course : commands) EXPECT_EQ(course.changes.size(), 1u);
    EXPECT_EQ(persons_in(commands).size(), commands.size());
    EXPECT_EQ(persons_in(stored.all_alarms, alarms).size(), alarms.size());
  }
}

TEST(CoursesOf, ReadsNothingForAnEmptyPage) {
  Stored stored(0);
  EXPECT_TRUE(courses_of(stored.all_alarms, stored.alarms, stored.deliveries).empty());
  EXPECT_TRUE(courses_of(stored.all_commands, stored.commands).empty());
  EXPECT_EQ(stored.alarms.reads + stored.deliveries.reads + stored.commands.reads, 0);
}

}  // namespace
}  // namespace cunkou::monitor
