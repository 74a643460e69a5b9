#pragma once
// For tests: the contract of CommandStore. An Implementation has
//   ThingId thing, other_thing; PersonId person;   to which commands may refer
//   with(f)                                        calls f(CommandStore&) in a transaction of its own

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

#include "sensing/actuation/command_store.hpp"

namespace cunkou::actuation::testing {

template <class Implementation>
class CommandStoreContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  static auto members(const Command& c) {
    return std::tuple(c.id, c.thing, c.actuator, c.action, c.position, c.state, c.person, c.rule, c.why,
                      c.reason, c.requested, c.expires, c.changed);
  }
  static auto members(const CommandChange& change) {
    return std::tuple(change.command, change.state, change.at, change.person, change.why);
  }
  static std::vector<CommandId> ids(const std::vector<Command>& commands) {
    std::vector<CommandId> all;
    for (const auto& command : commands) all.push_back(command.id);
    return all;
  }

  Command command_of(ThingId of, Instant requested) const {
    Command command;
    command.thing = of;
    command.actuator = "vent";
    command.requested = command.changed = requested;
    command.expires = requested + minutes(2);
    return command;
  }
  CommandId put(const Command& command) {
    CommandId id;
    implementation.with([&](CommandStore& store) {
      id = store.put(command, {command.id, command.state, command.changed, command.person, command.why});
    });
    return id;
  }

  Implementation implementation;
};

TYPED_TEST_SUITE_P(CommandStoreContract);

TYPED_TEST_P(CommandStoreContract, KeepsEveryMember) {
  auto command = this->command_of(this->implementation.thing, this->start);
  command.action = Action::set;
  command.position = 37.5;
  command.person = this->implementation.person;
  command.rule = "air_hot";
  command.why = "太热";
  command.id = this->put(command);
  EXPECT_TRUE(command.id);
  this->implementation.with([&](CommandStore& store) {
    const auto stored = store.get(command.id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(this->members(*stored), this->members(command));
    EXPECT_FALSE(store.get(CommandId{command.id.value + 1}));
  });

  command.state = CommandState::failed;
  command.reason = "motor jammed";
  command.changed = this->start + seconds(3);
  EXPECT_EQ(this->put(command), command.id);
  this->implementation.with(
      [&](CommandStore& store) { EXPECT_EQ(this->members(*store.get(command.id)), this->members(command)); });
}

TYPED_TEST_P(CommandStoreContract, KeepsACommandWithoutPersonAndPosition) {
  auto command = this->command_of(this->implementation.thing, this->start);
  command.id = this->put(command);
  this->implementation.with(
      [&](CommandStore& store) { EXPECT_EQ(this->members(*store.get(command.id)), this->members(command)); });
}

TYPED_TEST_P(CommandStoreContract, KeepsTheChangesOfEachCommandInOrder) {
  auto command = this->command_of(this->implementation.thing, this->start);
  command.person = this->implementation.person;
  command.why = "太热";
  command.id = this->put(command);
  const auto other = this->put(this->command_of(this->implementation.thing, this->start));
  command.state = CommandState::sent;
  command.changed = this->start + seconds(1);
  command.why = "";
  this->put(command);
  this->implementation.with([&](CommandStore& store) {
    const auto changes = store.changes_of({command.id});
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(this->members(changes[0]),
              this->members(CommandChange{command.id, CommandState::requested, this->start,
                                          this->implementation.person, "太热"}));
    EXPECT_EQ(this->members(changes[1]),
              this->members(CommandChange{command.id, CommandState::sent, this->start + seconds(1),
                                          this->implementation.person, ""}));
    EXPECT_EQ(store.changes_of({other, command.id}).size(), 3u);
    EXPECT_TRUE(store.changes_of({}).empty());
  });
}

TYPED_TEST_P(CommandStoreContract, FindsOpenCommandsOldestFirst) {
  std::vector<CommandId> open;
  for (const auto state : {CommandState::requested, CommandState::sent, CommandState::acknowledged,
                           CommandState::running, CommandState::confirmed, CommandState::done,
                           CommandState::failed, CommandState::expired, CommandState::cancelled}) {
    auto command = this->command_of(this->implementation.thing, this->start);
    command.state = state;
    const auto id = this->put(command);
    if (!is_over(state)) open.push_back(id);
  }
  open.push_back(this->put(this->command_of(this->implementation.other_thing, this->start - hours(1))));
  this->implementation.with(
      [&](CommandStore& store) { EXPECT_EQ(this->ids(store.open()), open) << "of every thing"; });
}

TYPED_TEST_P(CommandStoreContract, ListsTheCommandsOfAThingNewestFirst) {
  const auto late = this->put(this->command_of(this->implementation.thing, this->start + hours(2)));
  const auto early = this->put(this->command_of(this->implementation.thing, this->start));
  const auto between = this->put(this->command_of(this->implementation.thing, this->start + hours(1)));
  const auto same = this->put(this->command_of(this->implementation.thing, this->start + hours(1)));
  this->put(this->command_of(this->implementation.other_thing, this->start + hours(1)));
  this->implementation.with([&](CommandStore& store) {
    const auto thing = this->implementation.thing;
    EXPECT_EQ(this->ids(store.list(thing, 10)), (std::vector{late, same, between, early}));
    EXPECT_EQ(this->ids(store.list(thing, 2)), (std::vector{late, same}));
    EXPECT_EQ(this->ids(store.list(thing, this->start, this->start + hours(2), 10)),
              (std::vector{same, between, early}))
        << "from is in the span, to is not";
    EXPECT_EQ(this->ids(store.list(thing, this->start, this->start + hours(2), 1)), std::vector{same});
  });
}

REGISTER_TYPED_TEST_SUITE_P(CommandStoreContract, KeepsEveryMember, KeepsACommandWithoutPersonAndPosition,
                            KeepsTheChangesOfEachCommandInOrder, FindsOpenCommandsOldestFirst,
                            ListsTheCommandsOfAThingNewestFirst);

}  // namespace cunkou::actuation::testing
