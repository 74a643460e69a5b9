#pragma once
// For tests: a folder that has readings.

#include <gtest/gtest.h>

#include <utility>

#include "app/data_folder.hpp"
#include "app/system_clock.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app::testing {

// Stores one reading in series.db of the folder.
inline void store_reading(const DataFolder& folder) {
  const auto chunks = series::open_series(folder.series());
  const SystemClock clock;
  series::Store store(*chunks, clock, {});
  series::Batch batch;
  batch.readings.push_back({StreamId{1}, clock.now(), 20});
  ASSERT_TRUE(store.append_and_wait(std::move(batch)));
}

}  // namespace cunkou::app::testing
