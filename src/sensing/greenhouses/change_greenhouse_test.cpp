#include "sensing/greenhouses/change_greenhouse.hpp"

#include <gtest/gtest.h>

namespace cunkou::greenhouses {
namespace {

constexpr Instant now{1'767'225'600'000};

monitor::MonitoredThing tomatoes() {
  monitor::MonitoredThing settings;
  set_planting(settings, {"tomato", "fruiting", now - days(30)});
  return settings;
}

ChangeGreenhouse planted_at(std::string text) {
  ChangeGreenhouse change;
  change.planted = std::move(text);
  return change;
}

TEST(WithChange, KeepsWhatIsAbsent) {
  const auto same = with_change(tomatoes(), {}, now).value();
  EXPECT_EQ(planting_of(same).crop, "tomato");
  EXPECT_EQ(planting_of(same).stage, "fruiting");
  EXPECT_EQ(planting_of(same).planted, now - days(30));
  EXPECT_FALSE(same.automatic);
}

TEST(WithChange, SetsAndRemovesValues) {
  const auto changed =
      with_change(tomatoes(), {"cucumber", "", "2026-01-02T00:00:00+08:00", true}, now).value();
  EXPECT_EQ(planting_of(changed).crop, "cucumber");
  EXPECT_EQ(planting_of(changed).stage, "");
  EXPECT_EQ(planting_of(changed).planted, parse_instant("2026-01-02T00:00:00+08:00").value());
  EXPECT_TRUE(changed.automatic);
  EXPECT_FALSE(planting_of(with_change(changed, planted_at(""), now).value()).planted);
}

TEST(WithChange, RefusesAPlantingDateThatIsNoTimeOrMoreThanAYearAhead) {
  EXPECT_EQ(with_change(tomatoes(), planted_at("yesterday"), now).error().code, Code::invalid);
  EXPECT_EQ(with_change(tomatoes(), planted_at(to_iso(now + days(367))), now).error().code, Code::invalid);
  EXPECT_TRUE(with_change(tomatoes(), planted_at(to_iso(now + days(366))), now));
}

}  // namespace
}  // namespace cunkou::greenhouses
