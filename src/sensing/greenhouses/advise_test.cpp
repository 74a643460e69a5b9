#include "sensing/greenhouses/advise.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cunkou::greenhouses {
namespace {

using agronomy::Period;
using agronomy::Segment;

constexpr Instant now{1'767'225'600'000};

agronomy::Crop crop() {
  agronomy::Crop c;
  c.code = "tomato";
  c.bands = {{"air_temperature", Period::day, 20, 28, "s"}, {"air_temperature", Period::night, 12, 17, "s"}};
  c.limits = {{"freezes", {-1, "s"}}, {"vpd_low", {0.3, "s"}}, {"vpd_high", {1.2, "s"}}};
  return c;
}

struct Row {
  const char* what;
  std::optional<double> t, rh;
  Duration age;
  std::optional<double> hour_ago;
  Segment segment;
  std::optional<double> vent;
  std::vector<std::string> codes;
};

TEST(Advise, GivesTheCodeForEachCondition) {
  const Row rows[] = {
      {"nothing yet", {}, {}, {}, {}, Segment::morning, {}, {"no_reading"}},
      {"too old", 24, 60, minutes(25), {}, Segment::morning, {}, {"reading_old"}},
      {"a good day", 24, 70, {}, {}, Segment::morning, 0, {"good"}},
      {"hot, vent shut", 32, 70, {}, {}, Segment::afternoon, 0, {"hot_open_vent", "dry"}},
      {"hot, vent open", 32, 75, {}, {}, Segment::afternoon, 100, {"hot_vent_is_open"}},
      {"cold by day with an open vent", 15, 60, {}, {}, Segment::morning, 40, {"cold_close_vent"}},
      {"cold by day", 15, 60, {}, {}, Segment::morning, 0, {"cold_day"}},
      {"cold night", 9, 80, {}, {}, Segment::late_night, 0, {"cold_night"}},
      {"warm night", 20, 70, {}, {}, Segment::evening, {}, {"warm_night"}},
      {"condensing by night", 14, 96, {}, {}, Segment::late_night, 0, {"condensing_night"}},
      {"condensing by day and warm enough", 22, 96, {}, {}, Segment::morning, 0, {"condensing_air_now"}},
      {"condensing by day and still cold",
       15,
       96,
       {},
       {},
       Segment::morning,
       0,
       {"cold_day", "condensing_warm_first"}},
      {"humid", 20, 88, {}, {}, Segment::morning, 0, {"humid"}},
      {"freezing", 0, 90, {}, {}, Segment::late_night, 0, {"frost_now", "condensing_night"}},
      {"about to freeze", 4, 80, {}, 7, Segment::late_night, 0, {"frost_soon"}},
      {"about to freeze with an open vent", 4, 80, {}, 7, Segment::late_night, 100, {"frost_close_vent"}},
  };
  const agronomy::Crop tomato = crop();
  for (const auto& row : rows) {
    std::optional<rules::QuantityReading> t, rh, before;
    if (row.t) t = rules::QuantityReading{StreamId{1}, "air_temperature", *row.t, now - row.age};
    if (row.rh) rh = rules::QuantityReading{StreamId{2}, "relative_humidity", *row.rh, now - row.age};
    if (row.hour_ago)
      before = rules::QuantityReading{StreamId{1}, "air_temperature", *row.hour_ago, now - hours(1)};
    monitor::Situation in;
    in.air = rules::air_quantities_of(t, rh, before, {}, {}, minutes(20), now);
    in.requirements.crop = &tomato;
    in.requirements.segment = row.segment;
    in.fresh = minutes(20);
    in.actuators = {{devices::ActuatorKind::vent, row.vent, false}};
    std::vector<std::string> codes;
    for (const auto& advice : advise(in, now)) codes.push_back(advice.code);
    EXPECT_EQ(codes, row.codes) << row.what;
    for (const auto& given : codes) EXPECT_TRUE(std::ranges::count(advice_codes(), given)) << given;
  }
}

TEST(Advise, IncludesTheNumbersUsed) {
  const agronomy::Crop tomato = crop();
  monitor::Situation in;
  in.air = rules::air_quantities_of(rules::QuantityReading{StreamId{1}, "air_temperature", 32, now},
                                    rules::QuantityReading{StreamId{2}, "relative_humidity", 75, now}, {}, {},
                                    {}, minutes(20), now);
  in.requirements.crop = &tomato;
  in.requirements.segment = Segment::afternoon;
  in.fresh = minutes(20);
  const auto given = advise(in, now);
  ASSERT_EQ(given.size(), 1u);
  EXPECT_EQ(given[0].params, (std::map<std::string, double>{{"temperature", 32}, {"low", 20}, {"high", 28}}));
}

TEST(Advise, NeverGoodWithoutABand) {
  monitor::Situation in;
  in.air = rules::air_quantities_of(rules::QuantityReading{StreamId{1}, "air_temperature", 24, now}, {}, {},
                                    {}, {}, minutes(20), now);
  in.fresh = minutes(20);
  EXPECT_TRUE(advise(in, now).empty());
  in.actuators = {{devices::ActuatorKind::fan, {}, true}};
  EXPECT_EQ(advise(in, now).at(0).code, "manual_switch");
}

}  // namespace
}  // namespace cunkou::greenhouses
