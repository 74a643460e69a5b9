#include "core/people/set_up_second_factor.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/people/accept_second_factor.hpp"
#include "core/people/limits.hpp"
#include "core/people/secret.hpp"
#include "core/people/testing/people_fixture.hpp"
#include "core/people/totp.hpp"

namespace cunkou::people {
namespace {

class SetUpSecondFactor : public testing::PeopleTest {
 protected:
  PersonId id = person({access::Role::village, village, {}, ""}, "13800000001");
  Result<std::string> begin() {
    return write(
        [](journal::Act& act, sql::Transaction& t) { return begin_second_factor(act, people_store(t)); }, id);
  }
  Result<std::vector<std::string>> confirm(const std::string& code) {
    return write([&](journal::Act& act,
                     sql::Transaction& t) { return confirm_second_factor(act, people_store(t), code); },
                 id);
  }
  bool is_on() {
    return read([&](PeopleStore& s) { return has_second_factor(s, id); });
  }
};

TEST_F(SetUpSecondFactor, TurnsItOnWithACodeOfTheApp) {
  const auto secret = begin().value();
  EXPECT_FALSE(is_on()) << "the app may not have the secret";
  EXPECT_EQ(confirm("000000").error().code, Code::invalid);
  const auto codes = confirm(totp_code(secret, totp_step(now))).value();
  EXPECT_TRUE(is_on());
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), limits::recovery_codes);
  const auto entries = write([](journal::Act& act, sql::Transaction&) {
                         return Result<std::vector<journal::Entry>>(act.journal.newest(1));
                       }).value();
  EXPECT_EQ(entries.at(0).verb, "turn_on_second_factor");
  EXPECT_EQ(entries.at(0).subject, subject(id));
  EXPECT_EQ(entries.at(0).details, "{}");
}

TEST_F(SetUpSecondFactor, ReplacesASecretThatWasNotConfirmed) {
  const auto first = begin().value(), second = begin().value();
  EXPECT_NE(first, second);
  EXPECT_EQ(confirm(totp_code(first, totp_step(now))).error().code, Code::invalid);
  EXPECT_TRUE(confirm(totp_code(second, totp_step(now))));
}

TEST_F(SetUpSecondFactor, RefusesWhileItIsOn) {
  EXPECT_EQ(confirm("123456").error().code, Code::conflict) << "nothing was begun";
  const auto secret = begin().value();
  const auto code = totp_code(secret, totp_step(now));
  ASSERT_TRUE(confirm(code));
  EXPECT_EQ(begin().error().code, Code::conflict);
  EXPECT_EQ(confirm(code).error().code, Code::conflict);
}

}  // namespace
}  // namespace cunkou::people
