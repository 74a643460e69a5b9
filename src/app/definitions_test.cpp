#include "app/definitions.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace cunkou::app {
namespace {

using agronomy::Segment;

const Definitions& shipped() {
  static const Definitions all = [] {
    auto loaded = load_definitions(std::string(CUNKOU_SOURCE_DIR) + "/definitions");
    if (!loaded) ADD_FAILURE() << loaded.error().reason.en;
    return loaded.value();
  }();
  return all;
}

TEST(LoadDefinitions, GreenhouseHasFiveQuantitiesAndTwoActuators) {
  const auto* profile = shipped().profile("greenhouse");
  ASSERT_TRUE(profile);
  for (auto name :
       {"air_temperature", "relative_humidity", "solar_radiation", "soil_temperature", "soil_moisture"}) {
    ASSERT_TRUE(profile->quantity(name)) << name;
    EXPECT_FALSE(profile->quantity(name)->reported);
  }
  EXPECT_GE(profile->quantity("solar_radiation")->max, 99'573);
  EXPECT_EQ(profile->quantity("air_temperature")->min, -40);
  EXPECT_EQ(profile->quantity("air_temperature")->max, 80);
  EXPECT_EQ(profile->quantity("air_temperature")->unit, "Cel");
  EXPECT_TRUE(profile->quantity("vent_position")->reported);
  EXPECT_EQ(profile->actuator("vent")->kind, devices::ActuatorKind::vent);
  EXPECT_EQ(profile->actuator("roller_shutter")->kind, devices::ActuatorKind::roller_shutter);
  EXPECT_TRUE(shipped().profile("any")->open);
  EXPECT_TRUE(shipped().profile("any")->actuators.empty());
}

TEST(LoadDefinitions, FourCropsNameASourceForEveryNumber) {
  for (auto code : {"tomato", "cucumber", "pepper", "strawberry"}) {
    const auto* crop = shipped().crop(code);
    ASSERT_TRUE(crop) << code;
    EXPECT_FALSE(crop->stages.empty());
    for (const auto& [name, limit] : crop->limits) EXPECT_FALSE(limit.source.empty()) << code << " " << name;
    for (const auto& stage : crop->stages)
      for (auto segment : {Segment::morning, Segment::afternoon, Segment::evening, Segment::late_night})
        EXPECT_TRUE(agronomy::band_for(*crop, stage.code, "air_temperature", segment))
            << code << " " << stage.code;
  }
}

struct BandRow {
  const char *crop, *stage;
  Segment segment;
  double low, high;
};

TEST(LoadDefinitions, BandsMatchTheirSources) {
  const BandRow rows[] = {
      {"tomato", "flowering", Segment::morning, 20, 30},
      {"tomato", "flowering", Segment::evening, 15, 20},
      {"tomato", "fruiting", Segment::afternoon, 24, 26},
      {"tomato", "fruiting", Segment::late_night, 12, 17},
      {"tomato", "", Segment::morning, 25, 27},
      {"tomato", "", Segment::late_night, 12, 13},
      {"cucumber", "fruiting", Segment::morning, 28, 32},
      {"cucumber", "fruiting", Segment::late_night, 10, 15},
      {"pepper", "fruiting", Segment::morning, 25, 30},
      {"strawberry", "covered", Segment::morning, 28, 30},
      {"strawberry", "flowering", Segment::morning, 23, 25},
      {"strawberry", "harvest", Segment::evening, 5, 7},
  };
  for (const auto& row : rows) {
    const auto* band =
        agronomy::band_for(*shipped().crop(row.crop), row.stage, "air_temperature", row.segment);
    ASSERT_TRUE(band);
    EXPECT_EQ(band->low, row.low) << row.crop << " " << row.stage;
    EXPECT_EQ(band->high, row.high) << row.crop << " " << row.stage;
  }
}

struct RuleRow {
  const char *rule, *crop, *stage;
  double threshold;
};

TEST(LoadDefinitions, RulesTakeTheirThresholdsFromTheCrop) {
  const RuleRow rows[] = {
      {"air_cold", "tomato", "fruiting", 10},        {"air_cold", "pepper", "fruiting", 12},
      {"air_cold", "strawberry", "flowering", 8},    {"air_cold_danger", "cucumber", "fruiting", 5},
      {"air_hot_danger", "tomato", "flowering", 33}, {"frost_soon", "tomato", "fruiting", 0},
      {"air_hot", "tomato", "fruiting", 31},         {"vpd_high", "cucumber", "fruiting", 1.4}};
  for (const auto& row : rows) {
    const auto* rule = shipped().rules.find(row.rule);
    ASSERT_TRUE(rule) << row.rule;
    const auto setting =
        rules::setting_for(*rule, shipped().crop(row.crop), row.stage, Segment::morning, nullptr);
    ASSERT_TRUE(setting) << row.rule << " " << row.crop;
    EXPECT_EQ(setting->threshold, row.threshold) << row.rule << " " << row.crop;
    EXPECT_FALSE(setting->source.empty()) << row.rule;
  }
  const RuleRow bare[] = {{"air_cold_danger", "", "", 5},
                          {"air_hot_danger", "", "", 38},
                          {"frost_soon", "", "", 1},
                          {"silent_cold", "", "", 10}};
  for (const auto& row : bare) {
    const auto setting =
        rules::setting_for(*shipped().rules.find(row.rule), nullptr, "", Segment::morning, nullptr);
    ASSERT_TRUE(setting) << row.rule << " holds without a crop";
    EXPECT_EQ(setting->threshold, row.threshold) << row.rule;
    EXPECT_FALSE(setting->source.empty()) << row.rule;
  }
  const auto* mould = shipped().rules.find("grey_mould");
  EXPECT_FALSE(rules::setting_for(*mould, shipped().crop("tomato"), "fruiting", Segment::morning, nullptr));
  EXPECT_TRUE(rules::setting_for(*shipped().rules.find("silent"), nullptr, "", Segment::morning, nullptr));
}

TEST(LoadDefinitions, IncludesEveryKindOfRule) {
  using enum rules::Kind;
  for (auto kind : {above, below, rising, falling, silent, stuck})
    EXPECT_TRUE(std::ranges::any_of(shipped().rules.rules, [&](const auto& r) { return r.kind == kind; }))
        << name(kind);
  for (auto quantity : {"dew_gap", "vpd", "frost_minimum"})
    EXPECT_TRUE(std::ranges::any_of(shipped().rules.rules, [&](const auto& r) {
      return r.quantity == quantity;
    })) << quantity;
}

TEST(LoadDefinitions, StagesFollowThePlantingDate) {
  EXPECT_EQ(agronomy::stage_after(*shipped().crop("tomato"), 48).code, "flowering");
  EXPECT_EQ(agronomy::stage_after(*shipped().crop("strawberry"), 48).confidence, agronomy::Confidence::none);
}

TEST(LoadDefinitions, ReportsAMissingFolder) {
  const auto loaded = load_definitions("/nowhere/definitions");
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().reason.en.find("point to the folder"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::app
