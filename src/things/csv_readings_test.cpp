#include "things/csv_readings.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::things {
namespace {

TEST(CsvReadings, ReadsRowsAndListsTheBadOnes) {
  CsvReadings readings(
      "stream,time_utc,value,unit\nt,2021-06-22T11:15:00Z,33.6,Cel\nt,2021-06-22 11:30:00,33\n"
      "t,2021-08-25T03:15:00Z,nan,Cel\nt,soon,1\nt,2021-08-25T03:15:00Z,warm\nt,2021-08-25T03:15:00Z,\nx\n");
  ASSERT_TRUE(readings.read_header());
  auto read = readings.next(100);
  ASSERT_EQ(read.samples.size(), 3u);
  EXPECT_EQ(read.samples[0].unit, "Cel");
  EXPECT_EQ(to_iso(*read.samples[1].time), "2021-06-22T11:30:00Z");
  EXPECT_TRUE(std::isnan(read.samples[2].number));
  ASSERT_EQ(read.refused.size(), 4u);
  EXPECT_EQ(read.refused[0].line, 5);
  EXPECT_TRUE(readings.ended());
}

TEST(CsvReadings, TakesColumnsByName) {
  CsvReadings readings("\xEF\xBB\xBFresult,timestamp,name\r\n1.5,2021-06-22T11:15:00+08:00,a\r\n");
  ASSERT_TRUE(readings.read_header());
  auto read = readings.next(1);
  ASSERT_EQ(read.samples.size(), 1u);
  EXPECT_EQ(read.samples[0].name, "a");
  EXPECT_EQ(read.samples[0].number, 1.5);
}

TEST(CsvReadings, RefusesAFileWithoutAColumn) {
  for (auto text : {"", "stream,value\n", "time,value\n", "stream,time\n"}) {
    CsvReadings readings{std::string_view(text)};
    EXPECT_FALSE(readings.read_header()) << text;
  }
}

}  // namespace
}  // namespace cunkou::things
