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
  EXPECT_EQ(agronomy::stage_after(*shipped().crop("strawberry"), 48).mark, agronomy::Mark::none);
}

constexpr auto good_rule = R"(code: r
concern: cold
label: {zh: 冷, en: Cold}
message: {zh: 冷, en: Cold}
quantity: air_temperature
kind: below
limit: {number: 5}
source: test
hold: 5m
severity: watch
)";

struct BadRow {
  const char *find, *replace, *says;
};

TEST(ReadDefinitions, RefusalNamesFileLineAndCorrection) {
  ASSERT_TRUE(read_rule(good_rule, "r.yaml"));
  const BadRow rows[] = {
      {"concern: cold", "concern: Cold!", "r.yaml, line 2: \"Cold!\": use small letters"},
      {"concern: cold\n", "", "needs \"concern\""},
      {"kind: below", "kind: under", "line 6: \"under\": choose among above, below"},
      {"kind: below", "kindly: below", "line 6: a rule has no key \"kindly\""},
      {"number: 5", "number: five", "line 7: \"five\" is not a number"},
      {"number: 5", "number: .nan", "is not a number"},
      {"number: 5", "number: 5, crop: cold_slow", "a limit is one of"},
      {"limit: {number: 5}\n", "", "needs \"limit\""},
      {"number: 5", "number: 5, otherwise: 4", "otherwise is the number where no crop"},
      {"source: test\n", "", "needs \"source\""},
      {"hold: 5m", "hold: 5", "is not a duration"},
      {"hold: 5m", "hold: 5m\nhold: 6m", "stands here twice"},
      {"en: Cold}\nquantity", "en: ''}\nquantity", "line 4: a text is expected"},
      {", en: Cold}\nquantity", "}\nquantity", "needs \"en\""},
      {"kind: below", "kind: falling", "needs \"window\""},
      {"kind: below", "kind: stuck\nwindow: 1m", ""},
      {"quantity: air_temperature", "quantity: any", "goes with kind silent only"},
      {"severity: watch", "severity: watch\n  bad: [", "this is not YAML"},
  };
  for (const auto& row : rows) {
    std::string yaml = good_rule;
    yaml.replace(yaml.find(row.find), std::string_view(row.find).size(), row.replace);
    const auto rule = read_rule(yaml, "r.yaml");
    if (*row.says == 0) {
      EXPECT_TRUE(rule) << (rule ? "" : rule.error().reason.en);
      continue;
    }
    ASSERT_FALSE(rule) << row.replace;
    EXPECT_NE(rule.error().reason.en.find(row.says), std::string::npos) << rule.error().reason.en;
  }
}

TEST(ReadDefinitions, RefusesAnInvertedBandAndAnUnknownSource) {
  const std::string head = "code: c\nlabel: {zh: 甲, en: C}\nsources: {a: A}\nstages: []\n";
  EXPECT_TRUE(read_crop(head + "bands: [{quantity: t, period: day, low: 1, high: 2, source: a}]", "c.yaml"));
  EXPECT_FALSE(read_crop(head + "bands: [{quantity: t, period: day, low: 2, high: 1, source: a}]", "c.yaml"));
  EXPECT_FALSE(read_crop(head + "bands: [{quantity: t, period: day, low: 1, high: 2, source: b}]", "c.yaml"));
  EXPECT_FALSE(read_crop("code: c", "c.yaml"));
  EXPECT_FALSE(read_crop("", "c.yaml"));
}

TEST(ReadDefinitions, RefusesAnInvalidActuator) {
  const auto profile = [](const std::string& actuator) {
    return read_profile(
        "name: p\nlabel: {zh: 甲, en: P}\nstale_after: 10m\nquantities: []\nactuators: [" + actuator + "]",
        "p.yaml");
  };
  const std::string base =
      "name: fan, kind: fan, label: {zh: 风机, en: Fan}, reports_position: false, on_min: 1m, off_min: 1m";
  EXPECT_TRUE(profile("{" + base + ", run_max: 1h}"));
  EXPECT_FALSE(profile("{" + base + ", run_max: 1m}"));
  EXPECT_FALSE(profile("{" + base + ", run_max: 1h, safe: {day: 101, night: 0}}"));
  EXPECT_FALSE(profile("{" + base + ", run_max: 1h}, {" + base + ", run_max: 1h}"));
}

TEST(ReadDefinitions, RefusesQuietHoursForDanger) {
  const std::string steps = "steps: [{name: household, after: {watch: 0s, no_data: 0s, danger: 0s}}]\n";
  EXPECT_TRUE(read_escalation(steps + "repeat: {danger: {every: 10m}}", "l.yaml"));
  EXPECT_FALSE(read_escalation(steps + "repeat: {danger: {every: 10m, quiet: {from: '22:00', to: '06:00'}}}",
                               "l.yaml"));
  EXPECT_FALSE(read_escalation(steps + "repeat: {watch: {every: 10m, quiet: {from: '22:60', to: '06:00'}}}",
                               "l.yaml"));
  EXPECT_FALSE(read_escalation(
      "steps: [{name: household, after: {watch: 5m}}]\nrepeat: {danger: {every: 10m}}", "l.yaml"));
}

TEST(LoadDefinitions, ReportsAMissingFolder) {
  const auto loaded = load_definitions("/nowhere/definitions");
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().reason.en.find("point to the folder"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::app
