#include "sensing/rules/rule.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::rules {
namespace {

using agronomy::Period;
using agronomy::Segment;

agronomy::Crop tomato() {
  agronomy::Crop crop;
  crop.code = "tomato";
  crop.bands = {{"air_temperature", Period::day, 20, 30, "day"},
                {"air_temperature", Period::night, 12, 17, "night"}};
  crop.limits = {{"cold_slow", {10, "slow"}}};
  crop.stages = {{"flowering",
                  {},
                  {},
                  {{"air_temperature", Period::night, 15, 20, "bloom"}},
                  {{"cold_slow", {12, "bloom"}}}}};
  return crop;
}

Rule rule_of(LimitSource limit, Kind kind = Kind::below, Period period = Period::always) {
  Rule rule;
  rule.code = "r";
  rule.quantity = "air_temperature";
  rule.kind = kind;
  rule.period = period;
  rule.limit = std::move(limit);
  rule.hysteresis = 1;
  rule.hold = minutes(10);
  rule.source = "own";
  return rule;
}

TEST(SettingFor, TakesTheThresholdFromItsSource) {
  using From = LimitSource::From;
  const auto crop = tomato();
  struct Row {
    Rule rule;
    std::string stage;
    Segment segment;
    double threshold, clear;
    std::string source;
  };
  const Row rows[] = {
      {rule_of({From::number, 5, "", 0}), "", Segment::morning, 5, 6, "own"},
      {rule_of({From::crop_limit, 0, "cold_slow", 0}), "", Segment::morning, 10, 11, "slow"},
      {rule_of({From::crop_limit, 0, "cold_slow", -2}), "flowering", Segment::morning, 10, 11, "bloom"},
      {rule_of({From::band_high, 0, "", 3}, Kind::above), "", Segment::morning, 33, 32, "day"},
      {rule_of({From::band_low, 0, "", 0}), "flowering", Segment::evening, 15, 16, "bloom"},
      {rule_of({From::band_low, 0, "", 0}, Kind::below, Period::night), "", Segment::morning, 12, 13,
       "night"},
  };
  for (const auto& row : rows) {
    const auto setting = setting_for(row.rule, &crop, row.stage, row.segment, nullptr).value();
    EXPECT_EQ(setting.threshold, row.threshold);
    EXPECT_EQ(setting.clear, row.clear);
    EXPECT_EQ(setting.source, row.source);
    EXPECT_FALSE(setting.adjusted);
  }
}

TEST(SettingFor, NoneWithoutANumber) {
  const auto crop = tomato();
  Rule rule = rule_of({LimitSource::From::crop_limit, 0, "freezes", 0});
  EXPECT_FALSE(setting_for(rule, &crop, "", Segment::morning, nullptr));
  EXPECT_FALSE(setting_for(rule, nullptr, "", Segment::morning, nullptr));
  RuleOverride own;
  own.threshold = 1;
  EXPECT_EQ(setting_for(rule, &crop, "", Segment::morning, &own)->threshold, 1);
  rule = rule_of({LimitSource::From::number, 5, "", 0});
  rule.crop = "strawberry";
  EXPECT_FALSE(setting_for(rule, &crop, "", Segment::morning, nullptr));
}

TEST(SettingFor, PrefersTheOverrideOfTheHousehold) {
  RuleOverride own;
  own.threshold = 8;
  own.hold = minutes(3);
  own.severity = Severity::danger;
  const auto setting =
      setting_for(rule_of({LimitSource::From::number, 5, "", 0}), nullptr, "", Segment::morning, &own)
          .value();
  EXPECT_EQ(setting.threshold, 8);
  EXPECT_EQ(setting.clear, 9) << "the hysteresis moves along";
  EXPECT_EQ(setting.hold, minutes(3));
  EXPECT_EQ(setting.severity, Severity::danger);
  EXPECT_TRUE(setting.adjusted);
}

TEST(CheckOverride, RefusesInvalidNumbers) {
  const Rule below = rule_of({LimitSource::From::number, 5, "", 0});
  const Rule above = rule_of({LimitSource::From::number, 30, "", 0}, Kind::above);
  const auto check = [](const Rule& rule, auto fill) {
    RuleOverride own;
    fill(own);
    return check_override(rule, setting_for(rule, nullptr, "", Segment::morning, nullptr).value(), own)
        .has_value();
  };
  EXPECT_TRUE(check(below, [](auto& o) { o.threshold = 7; }));
  EXPECT_TRUE(check(below, [](auto& o) { o.threshold = 7, o.clear = 7; }));
  EXPECT_FALSE(check(below, [](auto& o) { o.threshold = 7, o.clear = 6; }));
  EXPECT_FALSE(check(above, [](auto& o) { o.clear = 31; }));
  EXPECT_FALSE(check(below, [](auto& o) { o.threshold = std::nan(""); }));
  EXPECT_FALSE(check(below, [](auto& o) { o.threshold = INFINITY; }));
  EXPECT_FALSE(check(below, [](auto& o) { o.hold = seconds(-1); }));
  EXPECT_FALSE(check(below, [](auto& o) { o.hold = days(8); }));
  Rule silent = rule_of({}, Kind::silent);
  EXPECT_FALSE(check(silent, [](auto& o) { o.hold = seconds(30); }));
}

TEST(RuleNames, RoundTrip) {
  for (auto k : {Kind::above, Kind::below, Kind::rising, Kind::falling, Kind::silent, Kind::stuck})
    EXPECT_EQ(parse_kind(name(k)), k);
  for (auto p : {Phase::idle, Phase::pending, Phase::raised, Phase::clearing})
    EXPECT_EQ(parse_phase(name(p)), p);
  for (auto s : {Severity::watch, Severity::no_data, Severity::danger}) EXPECT_EQ(parse_severity(name(s)), s);
  EXPECT_EQ(severity_or_danger("no_data"), Severity::no_data);
  EXPECT_EQ(severity_or_danger("dire"), Severity::danger);
  EXPECT_FALSE(parse_kind("over"));
  EXPECT_GT(ThingStatus::danger, ThingStatus::no_data);
  EXPECT_GT(ThingStatus::no_data, ThingStatus::watch);
}

TEST(SettingFor, UsesOtherwiseWithoutACrop) {
  Rule rule;
  rule.kind = Kind::below;
  rule.limit = {LimitSource::From::crop_limit, 0, "freezes", 1, 0.0};
  rule.hysteresis = 1;
  rule.source = "water";
  const auto setting = setting_for(rule, nullptr, "", agronomy::Segment::morning, nullptr);
  ASSERT_TRUE(setting);
  EXPECT_EQ(setting->threshold, 1);
  EXPECT_EQ(setting->clear, 2);
  EXPECT_EQ(setting->source, "water");
  agronomy::Crop crop;
  EXPECT_EQ(setting_for(rule, &crop, "", agronomy::Segment::morning, nullptr)->threshold, 1)
      << "a crop that does not name it";
  crop.limits["freezes"] = {-2, "s"};
  EXPECT_EQ(setting_for(rule, &crop, "", agronomy::Segment::morning, nullptr)->threshold, -1);
}

}  // namespace
}  // namespace cunkou::rules
