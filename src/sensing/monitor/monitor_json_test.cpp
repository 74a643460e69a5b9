#include "sensing/monitor/monitor_json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cunkou::monitor {
namespace {

namespace json = boost::json;
using actuation::CommandState;

const NameOf name_of = [](PersonId id) { return id ? "示例农户01" : ""; };

actuation::Command command(PersonId person, std::string why) {
  actuation::Command made;
  made.id = CommandId{7};
  made.actuator = "vent";
  made.action = actuation::Action::open;
  made.state = CommandState::cancelled;
  made.person = person;
  made.rule = person ? "" : "air_hot";
  made.why = std::move(why);
  made.reason = "已撤回|Taken back";
  return made;
}

json::value shown(const actuation::Command& c, std::string_view language) {
  return command_json(
      {c, {{c.id, CommandState::requested, {}, c.person, c.why}, {c.id, c.state, {}, c.person, c.reason}}},
      name_of, language);
}

TEST(CommandJson, UsesTheRequestedLanguage) {
  const auto zh = shown(command({}, "棚里偏热|Rather hot"), "zh"),
             en = shown(command({}, "棚里偏热|Rather hot"), "en");
  for (const auto& [pointer, in_zh, in_en] : {std::tuple{"/why", "棚里偏热", "Rather hot"},
                                              {"/reason", "已撤回", "Taken back"},
                                              {"/changes/0/why", "棚里偏热", "Rather hot"},
                                              {"/changes/1/why", "已撤回", "Taken back"}}) {
    EXPECT_EQ(zh.at_pointer(pointer).as_string(), in_zh);
    EXPECT_EQ(en.at_pointer(pointer).as_string(), in_en);
  }
}

TEST(CommandJson, KeepsAPersonsReasonUnchanged) {
  const auto en = shown(command(PersonId{3}, "通风|除湿"), "en");
  EXPECT_EQ(en.at("why").as_string(), "通风|除湿");
  EXPECT_EQ(en.at_pointer("/changes/0/why").as_string(), "通风|除湿");
  EXPECT_EQ(en.at_pointer("/changes/1/why").as_string(), "Taken back");
  EXPECT_EQ(en.at_pointer("/by/person").as_string(), "示例农户01");
}

TEST(ThingInfo, ListsTheDevicesWithTheActuator) {
  devices::Profile logger, controller;
  controller.actuators.push_back({.name = "vent", .label = {}, .safe = {}});
  ThingInfo info;
  info.devices = {DeviceId{1}, DeviceId{2}, DeviceId{3}};
  info.profiles = {&logger, &controller, nullptr};
  EXPECT_EQ(info.moving("vent"), std::vector<DeviceId>{DeviceId{2}});
  EXPECT_TRUE(info.moving("heater").empty());
}

TEST(AlarmJson, GivesTheErrorOfADeliveryInTheRequestedLanguage) {
  notifications::Delivery failed;
  failed.error = "对方没有收到|The other side could not be reached";
  const auto error = [&](std::string_view language) {
    const json::value alarm = alarm_json({}, nullptr, {{}, {failed}}, name_of, language);
    return std::string(alarm.at_pointer("/notices/0/error").as_string());
  };
  EXPECT_EQ(error("zh"), "对方没有收到");
  EXPECT_EQ(error("en"), "The other side could not be reached");
}

}  // namespace
}  // namespace cunkou::monitor
