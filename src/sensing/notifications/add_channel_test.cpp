#include "sensing/notifications/add_channel.hpp"

#include <gtest/gtest.h>

#include "sensing/notifications/testing/channels_fixture.hpp"

namespace cunkou::notifications {
namespace {

using AddChannelTest = testing::ChannelsTest;

TEST_F(AddChannelTest, StoresTheChannelOfAPlaceWithItsEntry) {
  const auto added = add(group).value();
  ASSERT_EQ(all().size(), 1u);
  const auto stored = all().front();
  EXPECT_EQ(stored.id, added.id);
  EXPECT_EQ(stored.kind, ChannelKind::wecom);
  EXPECT_EQ(stored.name, "村里的群");
  EXPECT_EQ(stored.target, group.target);
  EXPECT_EQ(stored.min_severity, rules::Severity::danger);
  EXPECT_EQ(stored.escalation_step, "household");
  const auto entry = last_entry();
  EXPECT_EQ(entry.verb, "add_channel");
  EXPECT_EQ(entry.subject, "channel:" + std::to_string(added.id.value));
  EXPECT_EQ(entry.details, R"({"place":"610829000000","kind":"wecom"})") << "no secret";
}

TEST_F(AddChannelTest, TakesEverySeverityAndTheStepOfTheVillageByDefault) {
  auto what = group;
  what.min_severity = what.escalation_step = std::nullopt;
  const auto added = add(what).value();
  EXPECT_EQ(added.min_severity, rules::Severity::watch);
  EXPECT_EQ(added.escalation_step, "village");
}

TEST_F(AddChannelTest, RefusesWhatIsWrong) {
  const auto code = [&](auto&& change) {
    auto what = group;
    change(what);
    const auto added = add(what);
    return added ? Code::internal : added.error().code;
  };
  EXPECT_EQ(code([](AddChannel& a) { a.kind = "fax"; }), Code::invalid);
  EXPECT_EQ(code([](AddChannel& a) { a.name = " "; }), Code::invalid);
  EXPECT_EQ(code([](AddChannel& a) { a.target = "  "; }), Code::invalid);
  EXPECT_EQ(code([](AddChannel& a) { a.min_severity = "awful"; }), Code::invalid);
  EXPECT_EQ(code([](AddChannel& a) { a.escalation_step = "county"; }), Code::invalid);
  trial.refused = group.target;
  EXPECT_EQ(code([](AddChannel&) {}), Code::invalid);
  EXPECT_TRUE(all().empty());
}

TEST_F(AddChannelTest, AcceptsOnlyABoundProgram) {
  AddChannel what{"command", "短信", "sms", {}, {}};
  EXPECT_TRUE(add(what));
  what.target = "rm";
  EXPECT_EQ(add(what).error().code, Code::invalid);
}

}  // namespace
}  // namespace cunkou::notifications
