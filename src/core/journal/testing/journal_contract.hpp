#pragma once
// For tests: the contract of Journal. An Implementation has
//   with(f)   calls f(Journal&) in a transaction of its own

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/journal/act.hpp"

namespace cunkou::journal::testing {

template <class Implementation>
class JournalContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  std::int64_t append(std::string verb) {
    std::int64_t number = 0;
    implementation.with([&](Journal& journal) {
      Entry entry;
      entry.at = start;
      entry.who = PersonId{7};
      entry.via = "app";
      entry.verb = verb;
      entry.subject = "alarm:17";
      entry.details = R"({"note":"好"})";
      number = journal.append(std::move(entry));
    });
    return number;
  }

  Implementation implementation;
};

TYPED_TEST_SUITE_P(JournalContract);

TYPED_TEST_P(JournalContract, NumbersEntriesWithoutGaps) {
  for (const auto expected : {1, 2, 3}) EXPECT_EQ(this->append("acknowledge_alarm"), expected);
}

TYPED_TEST_P(JournalContract, GivesTheNewestEntriesFirst) {
  for (const auto* verb : {"add_place", "change_place", "remove_place"}) this->append(verb);
  this->implementation.with([&](Journal& journal) {
    const auto newest = journal.newest(2);
    ASSERT_EQ(newest.size(), 2u);
    EXPECT_EQ(newest[0].number, 3);
    EXPECT_EQ(newest[0].verb, "remove_place");
    EXPECT_EQ(newest[1].verb, "change_place");
    EXPECT_EQ(newest[1].at, this->start);
    EXPECT_EQ(newest[1].who, PersonId{7});
    EXPECT_EQ(newest[1].via, "app");
    EXPECT_EQ(newest[1].subject, "alarm:17");
    EXPECT_EQ(newest[1].details, R"({"note":"好"})");
    EXPECT_EQ(journal.newest(10).size(), 3u);
    EXPECT_TRUE(journal.verify().empty());
  });
}

REGISTER_TYPED_TEST_SUITE_P(JournalContract, NumbersEntriesWithoutGaps, GivesTheNewestEntriesFirst);

}  // namespace cunkou::journal::testing
