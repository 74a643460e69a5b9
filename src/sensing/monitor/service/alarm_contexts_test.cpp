#include "sensing/monitor/service/alarm_contexts.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sensing/monitor/testing/memory_directory.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::monitor {
namespace {

// Knows the thing 3.
testing::MemoryDirectory one_thing() {
  testing::MemoryDirectory things("greenhouse");
  ThingInfo info;
  info.id = ThingId{3};
  info.name = "1号棚";
  info.place_code = "610829101201";
  info.place_name = "李家河村";
  things.add(info);
  return things;
}

alarms::Alarm alarm_of(ThingId thing) {
  alarms::Alarm alarm;
  alarm.id = AlarmId{17};
  alarm.thing = thing;
  alarm.rule = "air_cold";
  alarm.severity = rules::Severity::danger;
  alarm.value = 3.5;
  alarm.threshold = 5;
  alarm.raised = Instant{1'767'225'600'000};
  return alarm;
}

// The machine-readable body of a notice with the context.
std::string body_with(const notifications::NotificationContext& context) {
  return notifications::body_of({}, notifications::ChannelKind::webhook, context);
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(AlarmContexts, TakeTheNumbersFromTheAlarm) {
  const auto things = one_thing();
  const AlarmContexts contexts(things, "");
  auto alarm = alarm_of(ThingId{3});
  const auto context = contexts.context_of(alarm);
  EXPECT_EQ(context.severity, "danger");
  EXPECT_EQ(context.rule, "air_cold");
  EXPECT_EQ(context.state, "raised");
  EXPECT_EQ(context.value, 3.5);
  EXPECT_EQ(context.threshold, 5);
  EXPECT_EQ(context.raised, alarm.raised);
  alarm.cleared = alarm.raised + minutes(5);
  EXPECT_EQ(contexts.context_of(alarm).state, "cleared");
}

TEST(AlarmContexts, TakeTheNamesFromTheDirectory) {
  const auto things = one_thing();
  const auto context = AlarmContexts(things, "").context_of(alarm_of(ThingId{3}));
  EXPECT_EQ(context.place_code, "610829101201");
  EXPECT_EQ(context.place_name, "李家河村");
  EXPECT_TRUE(has(body_with(context), R"("greenhouse":{"id":3,"name":"1号棚"})")) << body_with(context);
}

TEST(AlarmContexts, NameNothingOfAThingThatIsGone) {
  const auto things = one_thing();
  const auto context = AlarmContexts(things, "").context_of(alarm_of(ThingId{4}));
  EXPECT_EQ(context.place_code, "");
  EXPECT_TRUE(has(body_with(context), R"("greenhouse":{"id":4,"name":""})")) << body_with(context);
}

TEST(AlarmContexts, LinkToTheAlarmBelowThePublicUrl) {
  const auto things = one_thing();
  EXPECT_EQ(AlarmContexts(things, "https://x.example").context_of(alarm_of(ThingId{3})).link,
            "https://x.example/alarms/17");
  EXPECT_EQ(AlarmContexts(things, "").context_of(alarm_of(ThingId{3})).link, "");
}

}  // namespace
}  // namespace cunkou::monitor
