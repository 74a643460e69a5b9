#include "core/people/sign_in_failures.hpp"

#include <gtest/gtest.h>

#include "core/people/limits.hpp"
#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using SignInFailuresTest = testing::PeopleTest;
const Instant quarter{1'799'999'100'000};  // 2027-01-15T07:45:00Z

TEST_F(SignInFailuresTest, RecordsOneEntryForAnAccountAndAQuarter) {
  SignInFailures failures;
  for (int n = 0; n < 100; ++n) failures.add_failure(PersonId{7}, quarter + seconds(n));
  failures.add_lock_out(PersonId{7}, quarter + minutes(1));
  failures.add_failure(PersonId{8}, quarter + minutes(2));
  EXPECT_TRUE(failures.take_ended(quarter + minutes(14)).empty()) << "the quarter goes on";
  const auto ended = failures.take_ended(quarter + minutes(15));
  ASSERT_EQ(ended.size(), 2u);
  EXPECT_TRUE(failures.take_ended(quarter + minutes(40)).empty());
  const auto entries = write([&](journal::Act& act, sql::Transaction& t) {
                         record_failures(act, ended);
                         return Result<std::vector<journal::Entry>>(journal::journal_of(t).newest(3));
                       }).value();
  EXPECT_EQ(entries[0].subject, "person:8");
  EXPECT_EQ(entries[1].verb, "lock_out");
  EXPECT_EQ(entries[2].verb, "fail_sign_in");
  EXPECT_EQ(entries[2].subject, "person:7");
  EXPECT_EQ(entries[2].details, R"({"from":"2027-01-15T07:45:00Z","count":100})");
}

TEST(SignInFailures, KeepsWhatCouldNotBeStored) {
  SignInFailures failures;
  failures.add_failure(PersonId{7}, quarter);
  const auto taken = failures.take_all();
  failures.add_failure(PersonId{7}, quarter);
  failures.give_back(taken);
  EXPECT_EQ(failures.take_all().at(0).failures, 2);
}

TEST(SignInFailures, AreBounded) {
  SignInFailures failures;
  for (std::size_t n = 1; n <= limits::failures_waiting + 5; ++n)
    failures.add_failure(PersonId{static_cast<std::int64_t>(n)}, quarter);
  EXPECT_EQ(failures.take_all().size(), limits::failures_waiting);
}

}  // namespace
}  // namespace cunkou::people
