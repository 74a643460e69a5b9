#include "sensing/formats/csv_readings.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::formats {
namespace {

TEST(CsvReadings, ReadsRowsAndListsInvalidOnes) {
  CsvReadings readings(
      "stream,time_utc,value,unit\nt,2021-06-22T11:15:00Z,33.6,Cel\nt,2021-06-22 11:30:00,33\n"
      "t,2021-08-25T03:15:00Z,nan,Cel\nt,soon,1\nt,2021-08-25T03:15:00Z,warm\nt,2021-08-25T03:15:00Z,\nx\n");
  ASSERT_TRUE(readings.read_header());
  auto read = readings.next(100);
  ASSERT_EQ(read.readings.size(), 3u);
  EXPECT_EQ(read.readings[0].unit, "Cel");
  EXPECT_EQ(to_iso(*read.readings[1].time), "2021-06-22T11:30:00Z");
  EXPECT_TRUE(std::isnan(read.readings[2].number));
  ASSERT_EQ(read.refused.size(), 4u);
  EXPECT_EQ(read.refused[0].line, 5);
  EXPECT_TRUE(readings.ended());
}

TEST(CsvReadings, FindsColumnsByName) {
  CsvReadings readings("\xEF\xBB\xBFresult,timestamp,name\r\n1.5,2021-06-22T11:15:00+08:00,a\r\n");
  ASSERT_TRUE(readings.read_header());
  auto read = readings.next(1);
  ASSERT_EQ(read.readings.size(), 1u);
  EXPECT_EQ(read.readings[0].name, "a");
  EXPECT_EQ(read.readings[0].number, 1.5);
}

TEST(CsvReadings, ReadsTimesWithoutAZoneAsShanghai) {
  CsvReadings readings(
      "stream;时间;value;unit\nt;2026-11-22 08:00;1;℃\nt;2026-11-22 08:00:30;2;°C\nt;2026/11/22 10:00;3;%\n"
      "t;2026/1/2 9:05;4;Cel\nt;2026-11-22T08:00:00Z;5;\n");
  ASSERT_TRUE(readings.read_header());
  const auto read = readings.next(100);
  ASSERT_EQ(read.readings.size(), 5u);
  const char* times[] = {"2026-11-22T00:00:00Z", "2026-11-22T00:00:30Z", "2026-11-22T02:00:00Z",
                         "2026-01-02T01:05:00Z", "2026-11-22T08:00:00Z"};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(to_iso(*read.readings[i].time), times[i]);
  EXPECT_EQ(read.readings[0].unit, "Cel");
  EXPECT_EQ(read.readings[1].unit, "Cel");
  EXPECT_EQ(read.readings[2].unit, "%");
}

TEST(CsvReadings, ReadsAWideTable) {
  for (const std::string time : {"time", "时间", "time_utc", "Timestamp"}) {
    const auto text = time + "\tair_temperature\tair_humidity\n2026/11/22 8:00\t5.5\t80\n" +
                      "2026/11/22 8:10\t\twet\nsoon\t1\t2\n2026/11/22 8:20\t6\n2026/11/22 8:30\t1\t2\t\n" +
                      "2026/11/22 8:40\t\t\t3\n";
    CsvReadings readings{std::string_view(text)};
    ASSERT_TRUE(readings.read_header()) << time;
    const auto read = readings.next(100);
    ASSERT_EQ(read.readings.size(), 5u);
    EXPECT_EQ(read.readings[0].name, "air_temperature");
    EXPECT_EQ(to_iso(*read.readings[0].time),
              time == "time_utc" ? "2026-11-22T08:00:00Z" : "2026-11-22T00:00:00Z");
    EXPECT_EQ(read.readings[1].name, "air_humidity");
    EXPECT_EQ(read.readings[1].number, 80);
    EXPECT_EQ(read.readings[2].line, 5);
    ASSERT_EQ(read.refused.size(), 3u);
    EXPECT_EQ(read.refused[0].stream, "air_humidity");
    EXPECT_EQ(read.refused[0].line, 3);
    EXPECT_EQ(read.refused[1].line, 4);
    EXPECT_EQ(read.refused[2].line, 7);
  }
}

TEST(CsvReadings, ReadsAWideTableInParts) {
  CsvReadings readings("time,a,b,c\n2026-11-22 08:00,1,2,3\n2026-11-22 08:01,4,5,6\n");
  ASSERT_TRUE(readings.read_header());
  EXPECT_EQ(readings.next(1).readings.size(), 3u);
  EXPECT_FALSE(readings.ended());
  EXPECT_EQ(readings.next(10).readings.size(), 3u);
  EXPECT_TRUE(readings.ended());
}

TEST(CsvReadings, RefusesAColumnThatIsThereTwice) {
  for (const auto& [header, name] : {std::pair{"time,air_temperature,air_temperature", "air_temperature"},
                                     {"time,a,b, a ", "a"},
                                     {"time,time,air_temperature", "time"},
                                     {"stream,time,value,value", "value"},
                                     {"stream,time,value,note,note", "note"}}) {
    CsvReadings readings(header + std::string("\n2026-11-22T08:00:00Z,1,2,3,4\n"));
    const auto read = readings.read_header();
    ASSERT_TRUE(read.has_error()) << header;
    EXPECT_NE(read.error().reason.en.find('"' + std::string(name) + '"'), std::string::npos)
        << read.error().reason.en;
  }
  for (const auto* distinct :
       {"time,a,,\n2026-11-22T08:00:00Z,1,,\n", "time,t,T\n2026-11-22T08:00:00Z,1,2\n"}) {
    CsvReadings readings(distinct);
    EXPECT_TRUE(readings.read_header()) << distinct;
  }
}

TEST(CsvReadings, RefusesAMissingColumn) {
  for (auto text : {"", "stream,value\n", "time,value\n", "stream,time\n", "time\n", "time,\n", "a,time,b\n",
                    "time,value\n"}) {
    CsvReadings readings{std::string_view(text)};
    EXPECT_FALSE(readings.read_header()) << text;
  }
}

TEST(CsvReadings, NamesBothShapesForAnUnknownHeaderElseTheMissingColumn) {
  const auto reason = [](std::string_view text) {
    CsvReadings readings{text};
    return readings.read_header().error().reason;
  };
  for (auto text : {"foo,bar\n", "time\n", "time,\n", "a,time,b\n"}) {
    EXPECT_NE(reason(text).en.find("neither shape"), std::string::npos) << text;
    for (auto shape : {"“时间”", "stream,time,value"})
      EXPECT_NE(reason(text).zh.find(shape), std::string::npos) << text;
  }
  EXPECT_EQ(reason("stream,value\n").en, "the header lacks a column: time");
  EXPECT_EQ(reason("time,value\n").en, "the header lacks a column: stream");
}

}  // namespace
}  // namespace cunkou::formats
