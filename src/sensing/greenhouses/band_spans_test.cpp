#include "sensing/greenhouses/band_spans.hpp"

#include <gtest/gtest.h>

namespace cunkou::greenhouses {
namespace {

using Story = std::vector<std::string>;

Instant at(const std::string& local) { return parse_instant(local + "+08:00").value(); }

agronomy::Crop tomato() {
  using agronomy::Period;
  agronomy::Crop crop;
  crop.code = "tomato";
  crop.bands = {{"air_temperature", Period::day, 20, 28, "s"},
                {"air_temperature", Period::night, 12, 17, "s"},
                {"relative_humidity", Period::always, 45, 65, "s"}};
  crop.stages = {{"seedling", {}, 0, {{"air_temperature", Period::night, 15, 20, "s"}}, {}},
                 {"fruiting", {}, 70, {}, {}}};
  return crop;
}

monitor::MonitoredThing greenhouse() {
  monitor::MonitoredThing g;
  set_planting(g, {"tomato", "", {}});
  g.day = ClockSpan{8 * 60, 17 * 60};
  return g;
}

Story story_of(const std::vector<BandSpan>& bands) {
  Story out;
  for (const auto& b : bands) {
    const auto from = in_shanghai(b.from), to = in_shanghai(b.to);
    char text[120];
    std::snprintf(text, sizeof text, "%s %d. %02d:%02d to %d. %02d:%02d: %g to %g", b.quantity.c_str(),
                  from.day, from.hour, from.minute, to.day, to.hour, to.minute, b.low, b.high);
    out.emplace_back(text);
  }
  return out;
}

TEST(BandSpans, ChangeWithThePartsOfTheDay) {
  EXPECT_EQ(
      story_of(band_spans(greenhouse(), tomato(), {"air_temperature", "relative_humidity", "soil_moisture"},
                          {at("2026-01-15T06:10:00"), at("2026-01-16T09:05:00")})),
      (Story{"air_temperature 15. 06:10 to 15. 08:00: 12 to 17",
             "air_temperature 15. 08:00 to 15. 17:00: 20 to 28",
             "air_temperature 15. 17:00 to 16. 08:00: 12 to 17",
             "air_temperature 16. 08:00 to 16. 09:05: 20 to 28",
             "relative_humidity 15. 06:10 to 16. 09:05: 45 to 65"}));
}

TEST(BandSpans, FollowTheSunWithoutAHouseholdClock) {
  auto by_sun = greenhouse();
  by_sun.day.reset();
  const auto bands = band_spans(by_sun, tomato(), {"air_temperature"},
                                {at("2026-06-21T00:00:00"), at("2026-06-22T00:00:00")});
  ASSERT_EQ(bands.size(), 3u);
  EXPECT_LT(bands[1].from, at("2026-06-21T06:00:00"));
  EXPECT_GT(bands[1].to, at("2026-06-21T19:00:00"));
}

TEST(BandSpans, FollowTheStageAndAreNoneBeforePlanting) {
  auto planted = greenhouse();
  set_planting(planted, {"tomato", "", at("2026-01-01T00:00:00")});
  EXPECT_EQ(story_of(band_spans(planted, tomato(), {"air_temperature"},
                                {at("2025-12-30T00:00:00"), at("2026-01-01T09:00:00")})),
            (Story{"air_temperature 1. 00:00 to 1. 08:00: 15 to 20",
                   "air_temperature 1. 08:00 to 1. 09:00: 20 to 28"}));
  EXPECT_EQ(story_of(band_spans(planted, tomato(), {"air_temperature"},
                                {at("2026-04-01T00:00:00"), at("2026-04-01T08:00:00")})),
            (Story{"air_temperature 1. 00:00 to 1. 08:00: 12 to 17"}));
}

TEST(BandSpans, AreNoneForMoreThanAMonth) {
  const auto to = at("2026-03-01T00:00:00");
  EXPECT_TRUE(band_spans(greenhouse(), tomato(), {"air_temperature"}, {to - days(33), to}).empty());
  EXPECT_FALSE(band_spans(greenhouse(), tomato(), {"air_temperature"}, {to - days(31), to}).empty());
}

}  // namespace
}  // namespace cunkou::greenhouses
