#include "core/people/sessions.hpp"
#include "core/people/limits.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

class SessionsTest : public ::testing::Test, SessionRecords, SessionListener {
 protected:
  FixedClock clock{{1'700'000'000'000}};
  int found = 0;
  std::vector<Instant> seen;
  static access::Identity identity() {
    access::Identity who;
    who.person = PersonId{5};
    who.session = SessionId{2};
    who.language = "en";
    return who;
  }
  std::optional<KnownSession> stored = KnownSession{identity(), clock.now(), clock.now()};
  std::function<void()> while_finding = [] {};
  std::vector<std::int64_t> reported;
  bool full = false;
  Sessions sessions{*this, clock, this};

  std::optional<KnownSession> find(const std::string& hash) override {
    ++found;
    const auto result = hash == hash_secret("token") ? stored : std::nullopt;
    while_finding();
    return result;
  }
  void put_last_seen(SessionId, Instant at) override {
    if (full) throw std::runtime_error("disk full");
    seen.push_back(at);
  }
  void session_forgotten(PersonId person) override { reported.push_back(person.value); }
};

TEST_F(SessionsTest, ReadsTheDatabaseOnce) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sessions.identify("token").person, PersonId{5});
  EXPECT_EQ(sessions.identify("token").language, "en");
  EXPECT_EQ(found, 1);
}

TEST_F(SessionsTest, IsAnonymousForAnUnknownToken) {
  EXPECT_FALSE(sessions.identify("other").person);
  EXPECT_FALSE(sessions.identify("").person);
}

TEST_F(SessionsTest, ForgetsAnEndedSession) {
  sessions.identify("token");
  stored.reset();
  EXPECT_TRUE(sessions.identify("token").person);
  sessions.forget(hash_secret("token"));
  EXPECT_FALSE(sessions.identify("token").person);
}

TEST_F(SessionsTest, RereadsRightsAfterForget) {
  EXPECT_TRUE(sessions.identify("token").grants.empty());
  stored->who.grants.push_back({RoleId{1}, access::Role::farmer, {}, {}, HouseholdId{7}});
  sessions.forget(PersonId{5});
  EXPECT_EQ(sessions.identify("token").grants.size(), 1u);
}

TEST_F(SessionsTest, ReportsThePersonOfAForgottenSession) {
  sessions.identify("token");
  sessions.forget(hash_secret("token"));
  sessions.forget(hash_secret("token"));
  sessions.forget(PersonId{5});
  EXPECT_EQ(reported, (std::vector<std::int64_t>{5, 0, 5}));
}

TEST_F(SessionsTest, DoesNotCacheALookUpStartedBeforeAForget) {
  while_finding = [this] { sessions.forget(PersonId{5}); };
  sessions.identify("token");
  while_finding = [] {};
  stored.reset();
  EXPECT_FALSE(sessions.identify("token").person);
}

TEST_F(SessionsTest, IsAnonymousAfterTheIdleTime) {
  sessions.identify("token");
  clock.advance(limits::session_idle);
  EXPECT_TRUE(sessions.identify("token").person) << "used just in time";
  clock.advance(limits::session_idle + minutes(1));
  EXPECT_FALSE(sessions.identify("token").person);
}

TEST_F(SessionsTest, IsAnonymousAfterTheAbsoluteAgeHoweverOftenItIsUsed) {
  const auto begun = clock.now();
  while (clock.now() - begun + days(30) <= limits::session_age) {
    EXPECT_TRUE(sessions.identify("token").person);
    clock.advance(days(30));
  }
  EXPECT_TRUE(sessions.identify("token").person);
  clock.set(begun + limits::session_age + minutes(1));
  EXPECT_FALSE(sessions.identify("token").person);
}

TEST_F(SessionsTest, StaysSignedInAfterTheClockWasInThePast) {
  const auto present = clock.now();
  EXPECT_TRUE(sessions.identify("token").person);
  clock.set(present - days(400));
  EXPECT_TRUE(sessions.identify("token").person);
  clock.set(present + minutes(1));
  EXPECT_TRUE(sessions.identify("token").person);
}

TEST_F(SessionsTest, WritesLastSeenAtIntervals) {
  for (int minute = 0; minute < 11; ++minute) {
    sessions.identify("token");
    clock.advance(minutes(1));
  }
  EXPECT_EQ(seen.size(), 2u);
}

TEST_F(SessionsTest, IdentifiesWhenTheDiskIsFull) {
  full = true;
  sessions.identify("token");
  clock.advance(limits::session_seen_step);
  EXPECT_EQ(sessions.identify("token").person, PersonId{5});
}

}  // namespace
}  // namespace cunkou::people
