#include "platform/http/live_hub.hpp"

#include <gtest/gtest.h>

namespace cunkou::http {
namespace {

struct Sink final : LiveStream {
  std::string taken;
  int flushes = 0;
  void take(std::string_view lines) override { taken += lines; }
  void flush() override { ++flushes; }
  int rechecks = 0;
  void recheck() override { ++rechecks; }
};

access::Identity cadre_of(std::string path) {
  access::Identity who;
  who.person = PersonId(1);
  access::Grant grant;
  grant.role = access::Role::village;
  grant.place = PlaceId(4);
  grant.place_path = std::move(path);
  who.grants = {grant};
  return who;
}

access::Identity farmer_of(std::int64_t household) {
  access::Identity who;
  who.person = PersonId(2);
  access::Grant grant;
  grant.role = access::Role::farmer;
  grant.household = HouseholdId(household);
  who.grants = {grant};
  return who;
}

struct Hub {
  LiveUpdates live_updates;
  int wakes = 0;
  LiveHub hub{[this] { ++wakes; }};
  Hub() { live_updates.impl().attach(&hub); }
  void publish(std::string json, std::string path, std::int64_t household = 0, std::int64_t subject = 0) {
    live_updates.publish({"reading", std::move(json), {std::move(path), HouseholdId(household)}, subject});
  }
};

TEST(LiveHub, FormatsServerSentEvents) {
  EXPECT_EQ(event_lines("alarm", R"({"id":1})"), "event: alarm\ndata: {\"id\":1}\n\n");
  EXPECT_EQ(event_lines("x", "a\nb"), "event: x\ndata: a\ndata: b\n\n");
}

TEST(LiveHub, RechecksTheStreamsOfAPerson) {
  Hub h;
  Sink village, household;
  village.who = cadre_of("/1/4/");
  household.who = farmer_of(7);
  for (auto* sink : {&village, &household}) h.hub.add(*sink);
  h.live_updates.recheck(household.who.person);
  EXPECT_EQ(h.wakes, 1);
  h.hub.deliver();
  EXPECT_EQ(household.rechecks, 1);
  EXPECT_EQ(village.rechecks, 0);
  h.hub.remove(household);
  h.live_updates.recheck({});
  h.hub.deliver();
  EXPECT_EQ(household.rechecks, 1);
  EXPECT_EQ(village.rechecks, 1);
  h.hub.remove(village);
}

TEST(LiveHub, DeliversOnceToEveryPersonWithAccess) {
  Hub h;
  Sink village, other, household;
  village.who = cadre_of("/1/4/");
  village.who.grants.push_back(village.who.grants[0]);
  village.who.grants[1].place_path = "/1/";
  other.who = cadre_of("/1/40/");
  household.who = farmer_of(7);
  for (auto* sink : {&village, &other, &household}) h.hub.add(*sink);
  h.publish("1", "/1/4/9/", 7);
  h.publish("2", "/1/4/9/", 8);
  h.hub.deliver();
  EXPECT_EQ(village.taken, event_lines("reading", "1") + event_lines("reading", "2"));
  EXPECT_EQ(village.flushes, 1);
  EXPECT_EQ(other.taken, "");
  EXPECT_EQ(household.taken, event_lines("reading", "1"));
  EXPECT_EQ(h.wakes, 1);
}

TEST(LiveHub, FilterOnlyRestrictsAccess) {
  Hub h;
  Sink one, strangers, place;
  one.who = strangers.who = cadre_of("/1/4/");
  one.filter.subject = 11;
  strangers.filter.subject = 12;
  place.who = farmer_of(7);
  place.filter.place_path = "/1/4/";
  for (auto* sink : {&one, &strangers, &place}) h.hub.add(*sink);
  h.publish("1", "/1/4/9/", 7, 11);
  h.publish("2", "/1/5/", 8, 12);
  h.publish("3", "/1/4/9/", 8, 13);
  h.hub.deliver();
  EXPECT_EQ(one.taken, event_lines("reading", "1"));
  EXPECT_EQ(strangers.taken, "");
  EXPECT_EQ(place.taken, event_lines("reading", "1"));
}

TEST(LiveHub, DeliversInThePersonsLanguage) {
  Hub h;
  Sink zh, en;
  zh.who = en.who = cadre_of("/1/4/");
  zh.who.language = "zh";
  en.who.language = "en";
  h.hub.add(zh);
  h.hub.add(en);
  for (const auto* language : {"", "zh", "en"})
    h.live_updates.publish({"alarm", language, {"/1/4/9/", HouseholdId(7)}, 0, language});
  h.hub.deliver();
  EXPECT_EQ(zh.taken, event_lines("alarm", "") + event_lines("alarm", "zh"));
  EXPECT_EQ(en.taken, event_lines("alarm", "") + event_lines("alarm", "en"));
}

TEST(LiveHub, DeliversEverythingToTheGlobalOperator) {
  Hub h;
  Sink sink;
  sink.who = cadre_of("");
  sink.who.grants[0].role = access::Role::operator_;
  sink.who.grants[0].place = PlaceId();
  h.hub.add(sink);
  h.publish("1", "/1/4/");
  h.publish("2", "", 7);
  h.hub.deliver();
  EXPECT_EQ(sink.taken, event_lines("reading", "1") + event_lines("reading", "2"));
}

TEST(LiveHub, DeliversNothingToARemovedStream) {
  Hub h;
  Sink sink;
  sink.who = farmer_of(7);
  h.hub.add(sink);
  EXPECT_EQ(h.live_updates.streams(), 1u);
  h.publish("1", "/1/", 7);
  h.hub.remove(sink);
  h.hub.deliver();
  EXPECT_EQ(sink.taken, "");
  EXPECT_EQ(h.live_updates.streams(), 0u);
  h.publish("2", "/1/", 7);
  EXPECT_EQ(h.wakes, 1);
}

}  // namespace
}  // namespace cunkou::http
