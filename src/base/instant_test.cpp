#include "base/instant.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

TEST(ToIso, WritesUtc) {
  EXPECT_EQ(to_iso(Instant{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso(Instant{1'624'360'500'250}), "2021-06-22T11:15:00.250Z");
}

TEST(ParseInstant, RoundTripsIsoText) {
  for (std::int64_t ms : {0LL, 951'782'399'999LL, 1'624'360'500'000LL, 4'102'444'800'001LL})
    EXPECT_EQ(parse_instant(to_iso(Instant{ms})).value().ms, ms);
}

TEST(ParseInstant, AppliesTheOffset) {
  EXPECT_EQ(parse_instant("2026-03-01T08:00:00+08:00").value(),
            parse_instant("2026-03-01T00:00:00Z").value());
  EXPECT_EQ(parse_instant("2026-03-01 08:00+0800").value(), parse_instant("2026-03-01T00:00:00Z").value());
}

TEST(ParseInstant, RefusesInvalidTimes) {
  for (auto text :
       {"", "2026", "2026-02-30T00:00:00Z", "2026-03-01T08:00:00", "2026-03-01T24:00:00Z",
        "2026-03-01T08:00:00+8", "1969-12-31T23:59:59Z", "2026-03-01T08:00:00Zx", "+026-03-01T08:00:00Z"})
    EXPECT_TRUE(parse_instant(text).has_error()) << text;
}

TEST(ParseDuration, RefusesANumberWithoutUnit) {
  EXPECT_EQ(parse_duration("90s").value(), seconds(90));
  EXPECT_EQ(parse_duration("10m").value(), minutes(10));
  EXPECT_EQ(parse_duration("7d").value(), days(7));
  for (auto text : {"", "10", "m", "-5s", "5 s", "99999999999s"})
    EXPECT_TRUE(parse_duration(text).has_error()) << text;
}

TEST(ParseInstant, GivesTheReasonInBothLanguages) {
  for (const auto& reason :
       {parse_instant("ye|ster").error().reason, parse_duration("ye|ster").error().reason}) {
    const auto& [zh, en] = reason;
    EXPECT_NE(zh.find("「ye|ster」不是时"), zh.npos) << zh;
    EXPECT_NE(en.find("\"ye|ster\" is not a "), en.npos) << en;
    EXPECT_EQ(zh.find("is not"), zh.npos) << zh;
  }
}

TEST(InShanghai, IsEightHoursAheadOfUtc) {
  const auto t = in_shanghai(parse_instant("2026-12-31T17:30:05Z").value());
  EXPECT_EQ(t.year, 2027);
  EXPECT_EQ(t.day_of_year, 1);
  EXPECT_EQ(t.hour, 1);
  EXPECT_EQ(t.minute, 30);
}

TEST(ParseClock, AcceptsSpreadsheetFormats) {
  const auto at = [](std::string_view text) {
    const auto time = parse_clock(text, hours(8));
    return time ? to_iso(*time) : std::string();
  };
  EXPECT_EQ(at("2026-11-22 08:00"), "2026-11-22T00:00:00Z");
  EXPECT_EQ(at("2026-11-22T08:00"), "2026-11-22T00:00:00Z");
  EXPECT_EQ(at("2026-11-22 08:00:30"), "2026-11-22T00:00:30Z");
  EXPECT_EQ(at("2026-11-22 08:00:30.5"), "2026-11-22T00:00:30.500Z");
  EXPECT_EQ(at("2026/11/22 10:00"), "2026-11-22T02:00:00Z");
  EXPECT_EQ(at("2026/1/2 9:05"), "2026-01-02T01:05:00Z");
  EXPECT_EQ(at("2026/1/2 9:05:7"), "2026-01-02T01:05:07Z");
  EXPECT_EQ(to_iso(*parse_clock("2026/1/2 9:05", hours(0))), "2026-01-02T09:05:00Z");
  for (auto text : {"", "2026/1/2", "9:05", "2026/13/2 9:05", "2026/1/2 25:00", "2026/1/2 9:05Z",
                    "2026/1/2 9:05+08:00", "2026/1/2 9", "soon", "1970-01-01 07:59", "2026/1/2 9:05:"})
    EXPECT_EQ(at(text), "") << text;
}

}  // namespace
}  // namespace cunkou
