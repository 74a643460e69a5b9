#include "sensing/agronomy/crop.hpp"

#include <gtest/gtest.h>

namespace cunkou::agronomy {
namespace {

Crop pepper() {
  Crop crop{.code = "pepper", .label = {"辣椒", "Pepper"}, .stages = {}, .bands = {}, .limits = {}};
  crop.bands = {{"air_temperature", Period::day, 22, 28, "a"},
                {"air_temperature", Period::morning, 25, 30, "b"},
                {"air_temperature", Period::night, 15, 20, "c"}};
  crop.limits = {{"cold_slow", {12, "d"}}};
  crop.stages = {
      {"seedling", {"苗期", "Seedling"}, 0, {}, {{"cold_slow", {14, "e"}}}},
      {"fruiting", {"结果期", "Fruiting"}, 65, {{"air_temperature", Period::night, 15, 18, "f"}}, {}},
      {"resting", {"休眠", "Resting"}, {}, {}, {}}};
  return crop;
}

TEST(BandFor, PrefersTheNarrowestPeriod) {
  const Crop crop = pepper();
  EXPECT_EQ(band_for(crop, "", "air_temperature", Segment::morning)->source, "b");
  EXPECT_EQ(band_for(crop, "", "air_temperature", Segment::afternoon)->source, "a");
  EXPECT_EQ(band_for(crop, "seedling", "air_temperature", Segment::evening)->source, "c");
  EXPECT_EQ(band_for(crop, "fruiting", "air_temperature", Segment::evening)->source, "f");
  EXPECT_EQ(band_for(crop, "fruiting", "relative_humidity", Segment::evening), nullptr);
}

TEST(LimitFor, PrefersTheLimitOfTheStage) {
  EXPECT_EQ(limit_for(pepper(), "seedling", "cold_slow")->value, 14);
  EXPECT_EQ(limit_for(pepper(), "fruiting", "cold_slow")->value, 12);
  EXPECT_EQ(limit_for(pepper(), "", "freezes"), nullptr);
}

TEST(StageAfter, EstimatesTheStageFromTheDays) {
  EXPECT_EQ(stage_after(pepper(), 64).code, "seedling");
  EXPECT_EQ(stage_after(pepper(), 65).code, "fruiting");
  EXPECT_EQ(stage_after(pepper(), 65).confidence, Confidence::estimated);
  EXPECT_EQ(stage_after(pepper(), -1).confidence, Confidence::none);
}

TEST(Band, IncludesItsUpperEdge) {
  const Crop crop = pepper();
  EXPECT_EQ(position_in(*band_for(crop, "", "air_temperature", Segment::morning), 30.1), BandPosition::above);
  EXPECT_EQ(position_in(*band_for(crop, "", "air_temperature", Segment::morning), 30.0),
            BandPosition::within);
}

TEST(ParsePeriod, RoundTripsNames) {
  for (auto p : {Period::always, Period::day, Period::night, Period::morning, Period::afternoon,
                 Period::evening, Period::late_night})
    EXPECT_EQ(parse_period(name(p)), p);
  EXPECT_FALSE(parse_period("noon"));
}

}  // namespace
}  // namespace cunkou::agronomy
