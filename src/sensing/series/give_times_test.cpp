#include <gtest/gtest.h>

#include <memory>

#include "sensing/series/limits.hpp"
#include "sensing/series/store.hpp"
#include "sensing/series/testing/memory_chunk_store.hpp"
#include "sensing/series/testing/reference.hpp"

namespace cunkou::series {
namespace {

const Instant start = parse_instant("2026-03-01T00:00:00+08:00").value();
constexpr StreamId air{1}, soil{2};

class GiveTimes : public ::testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    store.reset();
    store = std::make_unique<Store>(disk, clock, Store::Options{});
  }
  void append(std::vector<Reading> readings) {
    ASSERT_TRUE(store->append_and_wait({std::move(readings), {}}));
  }
  std::vector<Point> all(StreamId stream) const { return store->points(stream, ever, SIZE_MAX); }

  MemoryChunkStore disk;
  FixedClock clock{start};
  std::unique_ptr<Store> store;
};

// Of one reading without a time, and what a device did that emptied its queue.
Batch untimed(Instant arrival, double value) { return {{{air, arrival, value}}, {}, {0}, {}}; }

TEST_F(GiveTimes, GivesEachReadingATimeOfItsOwn) {
  Batch queue;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    queue.readings.push_back({air, start, i * 0.1});
    queue.untimed_readings.push_back(i);
  }
  const auto stored = store->append_and_wait(queue).value();
  EXPECT_EQ(stored.added, 1000);
  ASSERT_EQ(stored.times.size(), 1000U);
  EXPECT_EQ(store->append_and_wait(untimed(start, 7)).value().times, (std::vector{start + seconds(1)}));
  EXPECT_EQ(store->append_and_wait(untimed(start + seconds(30), 8)).value().times,
            (std::vector{start + seconds(30)}));
  const auto points = all(air);
  ASSERT_EQ(points.size(), 1002U);
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(points[i].time, stored.times[i]);
    EXPECT_EQ(points[i].value, queue.readings[i].value) << "in the order of their arrival";
  }
}

TEST_F(GiveTimes, GivesATimeThatNeitherAStoredReadingNorOneOfTheSameCommitHas) {
  append({{air, start, 1}, {air, start + Duration{1}, 2}, {air, start + Duration{3}, 3}});
  ASSERT_TRUE(store->seal());
  append({{air, start + Duration{4}, 4}});
  EXPECT_EQ(store->append_and_wait(untimed(start, 5)).value().times, (std::vector{start + Duration{2}}));
  open();
  Batch mixed{{{air, start, 6}, {air, start + Duration{5}, 7}}, {}, {0}, {}};
  const auto stored = store->append_and_wait(mixed).value();
  EXPECT_EQ(stored.times, (std::vector{start + Duration{6}}));
  EXPECT_EQ(stored.added, 2);
  EXPECT_EQ(all(air).size(), 7U);
}

TEST_F(GiveTimes, GivesTextsWithoutATimeDistinctTimes) {
  const auto text = [](std::string json) { return Batch{{}, {{air, start, std::move(json)}}, {}, {0}}; };
  EXPECT_EQ(store->append_and_wait(text("\"open\"")).value().times, (std::vector{start}));
  EXPECT_EQ(store->append_and_wait(text("\"shut\"")).value().times, (std::vector{start + Duration{1}}));
  open();
  EXPECT_EQ(store->append_and_wait(text("\"open\"")).value().times, (std::vector{start + Duration{2}}));
  EXPECT_EQ(store->text_count(air), 3);
}

TEST_F(GiveTimes, RefusesReadingsForWhichThereIsNoFreeTimeSoon) {
  Batch queue;
  for (std::uint32_t i = 0; i <= limits::untimed_ahead_max.count(); ++i) {
    queue.readings.push_back({air, start, 1});
    queue.untimed_readings.push_back(i);
  }
  EXPECT_EQ(store->append_and_wait(queue).value().added, limits::untimed_ahead_max.count() + 1);
  EXPECT_EQ(store->append_and_wait(untimed(start, 2)).error().code, Code::unavailable);
  EXPECT_EQ(store->append_and_wait({{{soil, start, 3}}, {}, {0}, {}}).value().added, 1);
  EXPECT_EQ(store->append_and_wait(untimed(start + seconds(1), 2)).value().added, 1);
}

TEST_F(GiveTimes, GivesTheTimeOfArrivalAfterTheClockWasSetBack) {
  EXPECT_EQ(store->append_and_wait(untimed(start, 1)).value().times, (std::vector{start}));
  EXPECT_EQ(store->append_and_wait(untimed(start - hours(8), 2)).value().times,
            (std::vector{start - hours(8)}));
}

}  // namespace
}  // namespace cunkou::series
