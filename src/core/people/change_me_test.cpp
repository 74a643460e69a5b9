#include "core/people/change_me.hpp"

#include <gtest/gtest.h>

#include "core/people/secret.hpp"
#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using ChangeMeTest = testing::PeopleTest;
using ChangePasswordTest = testing::PeopleTest;

TEST_F(ChangePasswordTest, EndsTheOtherSessions) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto here = sign_in_as(id).value(), there = sign_in_as(id).value();
  const auto ended = write(
      [&](journal::Act& act, sql::Transaction& t) -> Result<std::vector<std::string>> {
        return change_password(act, people::people_store(t), {here.session, "hash", "new"});
      },
      id);
  EXPECT_EQ(ended.value(), std::vector{hash_secret(there.token)});
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), 1u);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.password(id); }), "new");
}

TEST_F(ChangePasswordTest, RefusesIfThePasswordWasChangedSinceItWasChecked) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto first = sign_in_as(id).value(), second = sign_in_as(id).value();
  const auto change = [&](SessionId present, std::string hash) {
    return write(
        [&](journal::Act& act, sql::Transaction& t) {
          return change_password(act, people::people_store(t), {present, "hash", hash});
        },
        id);
  };
  EXPECT_TRUE(change(first.session, "winner"));
  EXPECT_EQ(change(second.session, "loser").error().code, Code::invalid);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.password(id); }), "winner");
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), 1u);
}

TEST_F(ChangeMeTest, ChangesNameAndLanguage) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto change = [&](ChangeMe what) {
    return write(
        [&](journal::Act& act, sql::Transaction& t) { return change_me(act, people::people_store(t), what); },
        id);
  };
  EXPECT_TRUE(change({{}, "fr", {}}).has_error());
  EXPECT_TRUE(change({"", {}, {}}).has_error());
  EXPECT_TRUE(change({"新名字", "en", true}).has_value());
  const auto changed = read([&](PeopleStore& s) { return *s.person(id); });
  EXPECT_EQ(changed.name, "新名字");
  EXPECT_EQ(changed.language, "en");
  EXPECT_TRUE(changed.elder_mode);
}

}  // namespace
}  // namespace cunkou::people
