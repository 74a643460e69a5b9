#include "app/series_options.hpp"

#include <gtest/gtest.h>

#include "sensing/series/limits.hpp"

namespace cunkou::app {
namespace {

TEST(SeriesOptions, AreTheLimitsOfSeriesUnlessConfigured) {
  Config config;
  EXPECT_EQ(series_options(config).raw_kept, series::limits::raw_kept);
  EXPECT_EQ(series_options(config).head_readings, series::limits::head_readings);
  config.raw_kept = days(30);
  config.head_readings = 7;
  EXPECT_EQ(series_options(config).raw_kept, days(30));
  EXPECT_EQ(series_options(config).head_readings, 7u);
}

TEST(SeriesOptions, GiveTheStreamsOfADevice) {
  Config config;
  EXPECT_EQ(streams_per_device(config), formats::limits::streams_per_device);
  config.streams_per_device = 3;
  EXPECT_EQ(streams_per_device(config), 3u);
}

}  // namespace
}  // namespace cunkou::app
