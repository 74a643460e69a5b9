#include "core/people/sign_in.hpp"

#include <gtest/gtest.h>

#include "core/people/limits.hpp"
#include "core/people/secret.hpp"
#include "core/people/sessions.hpp"
#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using SignInTest = testing::PeopleTest;
using EndSessionTest = testing::PeopleTest;
using EndSessionsOfTest = testing::PeopleTest;

TEST(BrowserOf, NamesSystemAndBrowser) {
  EXPECT_EQ(browser_of(
                "Mozilla/5.0 (Linux; Android 13; V2166BA) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 "
                "MicroMessenger/8.0.47"),
            "Android · WeChat");
  EXPECT_EQ(browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0"),
            "Windows · Edge");
  EXPECT_EQ(browser_of(""), "");
}

TEST_F(SignInTest, OpensASessionThatIdentifiesThePerson) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto signed_in = sign_in_as(id).value();
  const auto known = read([&](PeopleStore& s) { return find_session(s, hash_secret(signed_in.token)); });
  EXPECT_EQ(known->who.person, id);
  EXPECT_EQ(known->who.session, signed_in.session);
  EXPECT_EQ(known->who.grants.at(0).place_path, "/1/2/3/");
  EXPECT_FALSE(read([&](PeopleStore& s) { return find_session(s, signed_in.token); }))
      << "only the hash is stored";
}

TEST_F(EndSessionTest, RefusesASessionOfAnotherPerson) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto other = person({access::Role::village, village, {}, ""}, "13800000002");
  const auto signed_in = sign_in_as(id).value();
  const auto end = [&](PersonId who) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return end_session(act, people::people_store(t), who, signed_in.session);
    });
  };
  EXPECT_EQ(end(other).error().code, Code::not_found);
  EXPECT_EQ(end(id).value(), hash_secret(signed_in.token));
  EXPECT_EQ(end(id).error().code, Code::not_found);
}

TEST_F(SignInTest, EndsTheOldestSessionsOverTheLimit) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto first = sign_in_as(id).value();
  std::vector<std::string> ended;
  for (std::size_t i = 0; i < limits::sessions_per_person; ++i) {
    now = now + seconds(1);
    for (auto& hash : sign_in_as(id).value().ended) ended.push_back(std::move(hash));
  }
  EXPECT_EQ(ended, std::vector{hash_secret(first.token)});
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), limits::sessions_per_person);
  EXPECT_FALSE(read([&](PeopleStore& s) { return s.session(first.session); }));
}

TEST_F(EndSessionsOfTest, EndsAllSessionsOfOnePerson) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto other = person({access::Role::village, village, {}, ""}, "13800000002");
  sign_in_as(id).value();
  sign_in_as(id).value();
  sign_in_as(other).value();
  const auto end = [&](PersonId of) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return end_sessions_of(act, people::people_store(t), of);
    });
  };
  EXPECT_EQ(end(id).value().size(), 2u);
  EXPECT_EQ(end(PersonId{99}).error().code, Code::not_found);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), 0u);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(other).size(); }), 1u);
}

}  // namespace
}  // namespace cunkou::people
