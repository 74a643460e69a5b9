#include "sensing/series/store.hpp"
#include "sensing/series/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sensing/series/testing/memory_chunk_store.hpp"
#include "sensing/series/testing/reference.hpp"

namespace cunkou::series {
namespace {

const Instant start = parse_instant("2026-03-01T00:00:00+08:00").value();
constexpr StreamId air{1}, soil{2};

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    store.reset();
    store = std::make_unique<Store>(disk, clock, options);
  }
  Outcome append(std::vector<Reading> readings) {
    return store->append_and_wait({std::move(readings), {}}).value();
  }
  static std::vector<Reading> minutes_from(Instant from, int n, StreamId stream = air) {
    std::vector<Reading> readings;
    for (int i = 0; i < n; ++i) readings.push_back({stream, from + minutes(i), (i % 400) / 10.0});
    return readings;
  }
  std::vector<Point> all(StreamId stream) const { return store->points(stream, ever, SIZE_MAX); }
  std::string faults() const {
    std::string text;
    for (const auto& fault : store->check().faults) text += fault + "\n";
    return text;
  }

  MemoryChunkStore disk;
  FixedClock clock{start};
  Store::Options options;
  std::unique_ptr<Store> store;
};

TEST_F(StoreTest, ReturnsAppendedReadings) {
  EXPECT_EQ(append({{air, start, 21.5}, {soil, start, 14}, {air, start + minutes(1), 22}}),
            (Outcome{3, 0, 0, 0}));
  EXPECT_EQ(all(air), (std::vector<Point>{{start, 21.5}, {start + minutes(1), 22}}));
  EXPECT_EQ(store->totals(air), (Totals{2, start, start + minutes(1)}));
  const auto latest = store->latest(std::vector{soil, StreamId{99}, air});
  ASSERT_EQ(latest.size(), 2U);
  EXPECT_EQ(latest[0].point.value, 14);
  EXPECT_EQ(latest[1].point.value, 22);
}

TEST_F(StoreTest, ReturnsNothingForAnUnknownStream) {
  EXPECT_TRUE(all(air).empty());
  EXPECT_EQ(store->totals(air), Totals{});
  EXPECT_TRUE(store->buckets(air, ever, hours(1)).value().empty());
  EXPECT_EQ(store->summary(air, ever).value().count, 0);
  EXPECT_EQ(store->forget(air).value(), 0);
  EXPECT_EQ(store->remove(air, ever).value(), 0);
}

TEST_F(StoreTest, IgnoresEqualReadingsAndReplacesOthers) {
  append({{air, start, 21.5}});
  const auto commits = disk.commits();
  EXPECT_EQ(append({{air, start, 21.5}}), (Outcome{0, 1, 0, 0}));
  EXPECT_EQ(disk.commits(), commits) << "nothing new needs no commit";
  EXPECT_EQ(append({{air, start, 30}, {air, start, 30}, {air, start, 31}}), (Outcome{0, 1, 2, 0}));
  EXPECT_EQ(all(air), (std::vector<Point>{{start, 31}}));
  EXPECT_EQ(store->totals(air).count, 1);
}

TEST_F(StoreTest, RefusesABatchWithInvalidReadings) {
  for (const Reading& bad :
       {Reading{air, start, NAN}, Reading{air, start, INFINITY}, Reading{StreamId{0}, start, 1},
        Reading{StreamId{1 << 20}, start, 1}, Reading{air, {-1}, 1}, Reading{air, {1LL << 44}, 1}})
    EXPECT_EQ(store->append_and_wait({{bad}, {}}).error().code, Code::invalid);
}

TEST_F(StoreTest, StoresTextsBesideNumbers) {
  const TextResult open_vent{air, start, "\"open\""}, shut{air, start, "\"shut\""};
  EXPECT_EQ(store->append_and_wait({{}, {open_vent}}).value(), (Outcome{1, 0, 0, 0}));
  EXPECT_EQ(store->append_and_wait({{}, {open_vent, shut, shut}}).value(), (Outcome{0, 2, 1, 0}));
  EXPECT_EQ(store->texts(air, ever, 10), std::vector{shut});
  EXPECT_EQ(store->text_count(air), 1);
  EXPECT_EQ(store->remove(air, ever).value(), 0);
  EXPECT_EQ(store->text_count(air), 0);
}

TEST_F(StoreTest, CheckCountsWriteAheadRowsAndChunks) {
  append(minutes_from(start, 50));
  EXPECT_EQ(store->check().streams, 1);
  EXPECT_EQ(store->check().readings, 0);
  EXPECT_EQ(store->check().waiting, 50);
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(store->check().readings, 50);
  EXPECT_EQ(store->check().waiting, 0);
}

TEST_F(StoreTest, PersistsAcrossReopening) {
  append(minutes_from(start, 5000));
  open();
  EXPECT_EQ(all(air).size(), 5000U);
  EXPECT_EQ(append(minutes_from(start, 5000)), (Outcome{0, 5000, 0, 0}));
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(disk.write_ahead_rows(), 0U);
  open();
  EXPECT_EQ(all(air).size(), 5000U);
  EXPECT_EQ(append(minutes_from(start, 5001)), (Outcome{1, 5000, 0, 0}));
  EXPECT_EQ(faults(), "");
}

TEST_F(StoreTest, SealsFullChunksAndExtendsTheLastOne) {
  for (int i = 0; i < 10; ++i) {
    append(minutes_from(start + minutes(i * 500), 500));
    ASSERT_TRUE(store->seal());
  }
  EXPECT_LE(disk.chunk_ids().size(), 4U);
  EXPECT_EQ(all(air).size(), 5000U);
  EXPECT_EQ(faults(), "");
}

TEST_F(StoreTest, MergesOutOfOrderReadingsIntoTheirChunk) {
  append(minutes_from(start, 6000));
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(append({{air, start + minutes(3000) + seconds(30), 7}}), (Outcome{1, 0, 0, 0}));
  EXPECT_EQ(append({{air, start - minutes(1), 8}}), (Outcome{1, 0, 0, 0}));
  EXPECT_EQ(append({{air, start + minutes(10), 9}}), (Outcome{0, 0, 1, 0}));
  const auto before = all(air);
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(all(air), before);
  EXPECT_EQ(store->totals(air).count, 6002);
  EXPECT_EQ(store->totals(air).first, start - minutes(1));
  EXPECT_EQ(faults(), "");
}

TEST_F(StoreTest, CompactsChunksOfAHistoryAppendedBackwards) {
  for (int i = 40; i-- > 0;) {
    append(minutes_from(start + minutes(i * 100), 100));
    ASSERT_TRUE(store->seal());
  }
  EXPECT_EQ(all(air).size(), 4000U);
  EXPECT_LE(disk.chunk_ids().size(), 4U);
  EXPECT_EQ(faults(), "");
}

TEST_F(StoreTest, SealsAutomaticallyWhenTheHeadIsFull) {
  options.head_readings = 1000;
  open();
  for (int i = 0; i < 50; ++i) append(minutes_from(start + minutes(i * 100), 100));
  store->stop();
  EXPECT_FALSE(disk.chunk_ids().empty());
  EXPECT_LT(store->metrics().head, 3000);
  EXPECT_EQ(all(air).size(), 5000U);
}

TEST_F(StoreTest, SealsAutomaticallyWhenTheWriteAheadTableIsLong) {
  options.write_ahead_bytes = 2000;
  open();
  for (int i = 0; i < 300; ++i) append(minutes_from(start + minutes(i), 1));
  store->stop();
  EXPECT_LT(disk.write_ahead_rows(), 250U);
  EXPECT_EQ(all(air).size(), 300U);
}

TEST_F(StoreTest, LatestIgnoresReadingsAfterTheGivenTime) {
  append({{air, start, 1}, {air, start + days(3), 9}, {soil, start + days(3), 9}});
  const std::vector<StreamId> ids{air, soil};
  EXPECT_EQ(store->latest(ids).size(), 2u);
  const auto by_now = store->latest(ids, start + hours(1));
  ASSERT_EQ(by_now.size(), 1u);
  EXPECT_EQ(by_now[0].point, (Point{start, 1}));
}

TEST_F(StoreTest, RefusesABatchOnAFullDisk) {
  append({{air, start, 1}});
  disk.break_after(0);
  const auto refused =
      store->append_and_wait({{{air, start, 2}, {air, start + minutes(1), 3}, {soil, start, 4}}, {}});
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_NE(refused.error().reason.en.find("disk is full"), std::string::npos);
  EXPECT_EQ(all(air), (std::vector<Point>{{start, 1}})) << "it goes on serving what it has";
  EXPECT_EQ(store->totals(soil), Totals{});
  EXPECT_EQ(store->metrics().failures, 1);
  EXPECT_TRUE(store->metrics().refusing);
  EXPECT_NE(store->why_refusing()->en.find("disk is full"), std::string::npos);
  disk.break_after(-1);
  EXPECT_FALSE(store->why_refusing()) << "without a reading";
  EXPECT_FALSE(store->metrics().refusing);
  EXPECT_EQ(append({{air, start, 2}, {air, start + minutes(1), 3}, {soil, start, 4}}), (Outcome{2, 0, 1, 0}));
  EXPECT_FALSE(store->metrics().refusing);
}

TEST_F(StoreTest, LosesNothingOnAFullDiskWhileSealing) {
  append(minutes_from(start, 3000));
  append(minutes_from(start, 3000, soil));
  disk.break_after(0);
  EXPECT_EQ(store->seal().error().code, Code::unavailable);
  EXPECT_EQ(all(air).size(), 3000U);
  disk.break_after(-1);
  append({{air, start, 99}});
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(all(air).size(), 3000U);
  EXPECT_EQ(all(air)[0].value, 99);
  EXPECT_EQ(disk.write_ahead_rows(), 0U);
  EXPECT_EQ(faults(), "");
}

TEST_F(StoreTest, RefusesBatchesWhenSealingKeepsFailing) {
  options.head_readings = 100;
  open();
  append(minutes_from(start, 100));
  std::int64_t taken = 1;
  bool refused = false;
  for (int i = 1; i < 50 && !refused; ++i, ++taken) {
    disk.break_after(1);  // the write-ahead row is committed, the chunks are not
    refused = store->append_and_wait({minutes_from(start + minutes(i * 100), 100), {}}).has_error();
  }
  disk.break_after(-1);
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(faults(), "");
  EXPECT_GE(all(air).size() + 100, static_cast<std::size_t>(taken) * 100 - 100);
}

TEST_F(StoreTest, RefusesBatchesAfterStop) {
  append({{air, start, 1}});
  store->stop();
  EXPECT_EQ(store->append_and_wait({{{air, start, 2}}, {}}).error().code, Code::unavailable);
  EXPECT_EQ(store->seal().error().code, Code::unavailable);
  EXPECT_EQ(all(air).size(), 1U);
}

TEST_F(StoreTest, ReportsADamagedChunkAndServesTheRest) {
  append(minutes_from(start, 12000));
  ASSERT_TRUE(store->seal());
  const auto ids = disk.chunk_ids();
  ASSERT_EQ(ids.size(), 3U);
  ASSERT_TRUE(disk.flip_in_chunk(ids[1], 30));
  open();
  const TimeRange always{{0}, {std::int64_t{1} << 43}};
  EXPECT_TRUE(store->damaged_spans(air, always).empty()) << "nothing was read yet";
  EXPECT_EQ(all(air).size(), 12000U - limits::chunk_readings);
  EXPECT_EQ(store->metrics().damaged, 1);
  const auto spans = store->damaged_spans(air, always);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(store->points(air, spans[0], 100'000).size(), 0U);
  EXPECT_EQ((spans[0].to - spans[0].from) / minutes(1), limits::chunk_readings - 1);
  EXPECT_TRUE(store->damaged_spans(air, {start, spans[0].from}).empty());
  EXPECT_TRUE(store->damaged_spans(air, {spans[0].to, start + days(30)}).empty());
  EXPECT_EQ(store->totals(air).count, 12000);
  EXPECT_NE(faults().find("chunk " + std::to_string(ids[1])), std::string::npos);

  EXPECT_EQ(append({{air, start + minutes(6000), 7}}), (Outcome{1, 0, 0, 0}));
  EXPECT_EQ(append(minutes_from(start + minutes(12000), 500)), (Outcome{500, 0, 0, 0}));
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(all(air).size(), 12000U - limits::chunk_readings + 501U);
  open();
  EXPECT_EQ(all(air).size(), 12000U - limits::chunk_readings + 501U);
  EXPECT_EQ(store->check().faults.size(), 1U);
}

TEST_F(StoreTest, ReportsAndKeepsADamagedWriteAheadRow) {
  append(minutes_from(start, 10));
  append(minutes_from(start + minutes(10), 10));
  append(minutes_from(start + minutes(20), 10));
  store.reset();
  ASSERT_TRUE(disk.flip_in_write_ahead(2, 9));
  open();
  EXPECT_EQ(all(air).size(), 20U);
  EXPECT_EQ(store->metrics().damaged, 1);
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(disk.write_ahead_rows(), 1U);
  EXPECT_NE(faults().find("write-ahead row 2"), std::string::npos);
  EXPECT_EQ(append(minutes_from(start + minutes(10), 10)).added, 10);
  open();
  EXPECT_EQ(all(air).size(), 30U);
}

TEST_F(StoreTest, NoticesMissingWriteAheadRows) {
  append(minutes_from(start, 10));
  ASSERT_TRUE(store->seal());
  for (int i = 0; i < 5; ++i) append({{air, start + days(1) + minutes(i), 1}});
  open();
  EXPECT_EQ(faults(), "");
  EXPECT_EQ(store->metrics().damaged, 0);
  disk.lose_write_ahead(2);  // row 1 is sealed
  disk.lose_write_ahead(4);
  disk.lose_write_ahead(5);
  open();
  EXPECT_EQ(store->metrics().damaged, 3);
  EXPECT_NE(faults().find("rows 2 to 2 are missing"), std::string::npos) << faults();
  EXPECT_NE(faults().find("rows 4 to 5 are missing"), std::string::npos);
}

TEST_F(StoreTest, NumbersWriteAheadRowsOnAfterSealingAndReopening) {
  append({{air, start, 1}});
  ASSERT_TRUE(store->seal());
  open();
  append({{air, start + minutes(1), 1}});
  EXPECT_EQ(faults(), "");
  disk.lose_write_ahead(2);
  append({{air, start + minutes(2), 1}});
  EXPECT_NE(faults().find("rows 2 to 2 are missing"), std::string::npos) << faults();
}

TEST_F(StoreTest, AlignsBucketsAndSumsExactly) {
  append(minutes_from(start, 43'200));
  ASSERT_TRUE(store->seal());
  append(minutes_from(start + minutes(43'200), 100));
  const auto buckets = store->buckets(air, {start, start + days(30)}, minutes(72), start).value();
  ASSERT_EQ(buckets.size(), 600U);
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    EXPECT_EQ(buckets[i].start, start + minutes(72) * static_cast<int>(i));
    EXPECT_EQ(buckets[i].count, 72);
    EXPECT_EQ(buckets[i].first.time, buckets[i].start);
    EXPECT_EQ(buckets[i].last.time, buckets[i].start + minutes(71));
  }
  EXPECT_EQ(store->summary(air, ever).value().count, 43'300);
  EXPECT_EQ(store->buckets(air, ever, Duration{1}).error().code, Code::too_large);
  EXPECT_EQ(store->buckets(air, ever, Duration{0}).error().code, Code::invalid);
}

TEST_F(StoreTest, ForgetDeletesAStreamPermanently) {
  append(minutes_from(start, 3000));
  append(minutes_from(start, 10, soil));
  ASSERT_TRUE(store->seal());
  append(minutes_from(start + days(10), 5));
  EXPECT_EQ(store->forget(air).value(), 3005);
  EXPECT_TRUE(all(air).empty());
  EXPECT_TRUE(store->latest(std::vector{air}).empty());
  open();
  EXPECT_TRUE(all(air).empty());
  EXPECT_EQ(all(soil).size(), 10U);
  EXPECT_EQ(append(minutes_from(start, 1)).added, 1);
}

TEST_F(StoreTest, RemoveDeletesARange) {
  append(minutes_from(start, 6000));
  EXPECT_EQ(store->remove(air, {start + minutes(1000), start + minutes(5000)}).value(), 4000);
  EXPECT_EQ(all(air).size(), 2000U);
  EXPECT_EQ(store->totals(air).count, 2000);
  EXPECT_EQ(store->remove(air, {start + minutes(5000), start + minutes(7000)}).value(), 1000);
  EXPECT_EQ(store->totals(air).last, start + minutes(999));
  open();
  EXPECT_EQ(all(air).size(), 1000U);
  EXPECT_EQ(faults(), "");
}

class RetentionTest : public StoreTest {
 protected:
  // The maintenance clock advances by at most two days a call.
  std::int64_t run_maintenance_until(Instant now) {
    clock.set(now);
    std::int64_t folded = 0;
    for (int i = 0; i < 300; ++i) folded += store->run_maintenance().value();
    return folded;
  }
};

TEST_F(RetentionTest, FoldsOldReadingsIntoHoursAndDays) {
  store->run_maintenance().value();
  const int n = 1440 * 12;
  append(minutes_from(start, n));
  ASSERT_TRUE(store->seal());
  const auto before = store->buckets(air, ever, days(1), start).value();
  const auto hours_before = store->buckets(air, ever, hours(1), start).value();
  EXPECT_EQ(run_maintenance_until(start + days(399)), 0);
  const auto folded = run_maintenance_until(start + days(407));
  EXPECT_EQ(folded % static_cast<std::int64_t>(limits::chunk_readings), 0);
  EXPECT_GT(folded, 1440 * 5);
  EXPECT_EQ(static_cast<std::int64_t>(all(air).size()), n - folded);
  for (int round = 0; round < 2; ++round, open()) {
    EXPECT_EQ(store->totals(air), (Totals{n, start, start + minutes(n - 1)}));
    EXPECT_EQ(store->folded_to(air), start + minutes(folded - 1) + Duration{1});
    const auto after = store->buckets(air, ever, days(1), start).value();
    const auto hours_after = store->buckets(air, ever, hours(1), start).value();
    ASSERT_EQ(after.size(), before.size());
    ASSERT_EQ(hours_after.size(), hours_before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(after[i].start, before[i].start);
      EXPECT_EQ(after[i].count, before[i].count);
      EXPECT_EQ(after[i].min, before[i].min);
      EXPECT_EQ(after[i].max, before[i].max);
      EXPECT_NEAR(after[i].sum, before[i].sum, 1e-6);
      EXPECT_EQ(after[i].first, before[i].first);
      EXPECT_EQ(after[i].last, before[i].last);
    }
    EXPECT_EQ(store->summary(air, ever).value().count, n);
    EXPECT_EQ(store->summary(air, {start + hours(5), start + days(3) + hours(2)}).value().count,
              60 * (24 * 3 - 3));
    EXPECT_EQ(faults(), "");
  }
  EXPECT_EQ(append({{air, start, 5}}), (Outcome{0, 0, 0, 1})) << "that time is only hours now";
  EXPECT_EQ(store->remove(air, {start, start + days(1)}).error().code, Code::conflict);
  EXPECT_EQ(run_maintenance_until(start + days(1000)), n - folded);
  EXPECT_EQ(store->totals(air).count, n);
  EXPECT_EQ(store->latest(std::vector{air})[0].point.time, start + minutes(n - 1));
  EXPECT_EQ(store->forget(air).value(), n);
  open();
  EXPECT_EQ(store->totals(air), Totals{});
}

TEST_F(RetentionTest, KeepsRecentlyWrittenReadings) {
  store->run_maintenance().value();
  append(minutes_from(start - days(2000), 5000));
  ASSERT_TRUE(store->seal());
  EXPECT_EQ(run_maintenance_until(start + days(300)), 0) << "an import of old data is not thrown away";
}

TEST_F(RetentionTest, FoldsNothingAtOnceWhenTheClockJumpsAhead) {
  store->run_maintenance().value();
  append(minutes_from(start, 5000));
  ASSERT_TRUE(store->seal());
  clock.set(start + days(3650));
  EXPECT_EQ(store->run_maintenance().value(), 0);
  clock.set(start + days(1));
  EXPECT_EQ(store->run_maintenance().value(), 0);
  EXPECT_EQ(all(air).size(), 5000U);
}

TEST_F(RetentionTest, LosesNothingOnAFullDiskWhileFolding) {
  store->run_maintenance().value();
  append(minutes_from(start, 5000));
  ASSERT_TRUE(store->seal());
  clock.set(start + days(500));
  for (int i = 0; i < 260; ++i) store->run_maintenance().value();
  EXPECT_TRUE(all(air).empty());
  append(minutes_from(start + days(500), 5000));
  ASSERT_TRUE(store->seal());
  clock.set(start + days(1000));
  for (int i = 0; i < 300; ++i) {
    disk.break_after(1);
    (void)store->run_maintenance();
    ASSERT_EQ(store->totals(air).count, 10'000);
    ASSERT_EQ(store->summary(air, ever).value().count, 10'000);
  }
  disk.break_after(-1);
  EXPECT_EQ(store->run_maintenance().value(), 5000);
  EXPECT_EQ(store->summary(air, ever).value().count, 10'000);
}

class StoreAgainstAMap : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(StoreAgainstAMap, AgreesForRandomBatches) {
  MemoryChunkStore disk;
  FixedClock clock{start};
  Store::Options options;
  options.head_readings = 700;
  options.chunks_cached = 3;
  auto store = std::make_unique<Store>(disk, clock, options);
  Reference reference;
  RandomBatches batches(GetParam());
  for (int i = 0; i < 120; ++i) {
    const Batch batch = batches.next();
    ASSERT_EQ(store->append_and_wait(batch).value(), reference.append(batch));
    if (batches.random()() % 15 == 0) {
      ASSERT_TRUE(store->seal());
    }
    if (batches.random()() % 20 == 0) {
      const StreamId stream{1 + static_cast<std::int64_t>(batches.random()() % 5)};
      const std::int64_t from = static_cast<std::int64_t>(batches.random()() % 3000) * 1000;
      const TimeRange range{{from}, {from + static_cast<std::int64_t>(batches.random()() % 200'000)}};
      ASSERT_EQ(store->remove(stream, range).value(), reference.remove(stream, range));
    }
    if (batches.random()() % 20 == 0) {
      store.reset();
      store = std::make_unique<Store>(disk, clock, options);
    }
    if (i % 10 == 0) reference.expect_same(*store, batches.random());
    if (HasFatalFailure()) return;
  }
  reference.expect_same(*store, batches.random());
  EXPECT_EQ(store->check().faults, std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Seeds, StoreAgainstAMap, ::testing::Range(1U, 21U));

// After any commit, a Store opened on the disk's state has every reading acknowledged by then.
TEST(StoreCrash, KeepsAcknowledgedReadingsAfterAnyCommit) {
  MemoryChunkStore disk;
  FixedClock clock{start};
  Store::Options options;
  options.head_readings = 300;
  Reference acknowledged;
  RandomBatches batches(77, 3);
  std::mt19937 random(1);
  std::mutex mutex;
  std::vector<std::unique_ptr<MemoryChunkStore>> crashes;
  disk.after_commit = [&](const MemoryChunkStore& now) {
    std::lock_guard lock(mutex);
    crashes.push_back(std::make_unique<MemoryChunkStore>(now));
  };
  Store store(disk, clock, options);
  for (int i = 0; i < 60; ++i) {
    const Batch batch = batches.next();
    ASSERT_TRUE(store.append_and_wait(batch));
    acknowledged.append(batch);
    std::vector<std::unique_ptr<MemoryChunkStore>> now;
    {
      std::lock_guard lock(mutex);
      now.swap(crashes);
    }
    // A commit of the sealer may predate the last batch; the newest image holds everything.
    if (now.empty()) continue;
    Store reopened(*now.back(), clock, options);
    acknowledged.expect_same(reopened, random);
    ASSERT_EQ(reopened.check().faults, std::vector<std::string>{});
    if (HasFatalFailure()) return;
  }
}

TEST(StoreCrash, CountsPartlySealedStreamsOnce) {
  MemoryChunkStore disk;
  FixedClock clock{start};
  Store store(disk, clock, {});
  Batch batch;
  for (int s = 1; s <= 2500; ++s) batch.readings.push_back({StreamId{s}, start, s / 10.0});
  ASSERT_TRUE(store.append_and_wait(batch));
  std::vector<std::unique_ptr<MemoryChunkStore>> crashes;
  disk.after_commit = [&](const MemoryChunkStore& now) {
    crashes.push_back(std::make_unique<MemoryChunkStore>(now));
  };
  ASSERT_TRUE(store.seal());
  EXPECT_GE(crashes.size(), 3U);
  for (auto& crash : crashes) {
    Store reopened(*crash, clock, {});
    for (int s = 1; s <= 2500; ++s) ASSERT_EQ(reopened.totals(StreamId{s}).count, 1);
    EXPECT_EQ(reopened.append_and_wait(batch).value(), (Outcome{0, 2500, 0, 0}));
    ASSERT_TRUE(reopened.seal());
    EXPECT_EQ(crash->write_ahead_rows(), 0U);
    EXPECT_EQ(reopened.check().faults, std::vector<std::string>{});
  }
}

// Several threads write and read while the sealer works; meant for the thread sanitizer too.
TEST(StoreConcurrency, ReadersSeeEveryAcknowledgedReading) {
  MemoryChunkStore disk;
  FixedClock clock{start};
  Store::Options options;
  options.head_readings = 2000;
  options.chunks_cached = 2;
  Store store(disk, clock, options);
  constexpr int writers = 2, rounds = 150, in_batch = 60;
  std::array<std::atomic<int>, writers> acknowledged{};
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&, w] {
      for (int i = 0; i < rounds; ++i) {
        Batch batch;
        for (int k = 0; k < in_batch; ++k)
          batch.readings.push_back({StreamId{w + 1}, start + seconds(i * in_batch + k), 1});
        if (store.append_and_wait(std::move(batch))) acknowledged[static_cast<std::size_t>(w)] += in_batch;
      }
    });
  std::thread reader([&] {
    while (!over)
      for (int w = 0; w < writers; ++w) {
        const int at_least = acknowledged[static_cast<std::size_t>(w)];
        EXPECT_GE(static_cast<int>(store.points(StreamId{w + 1}, ever, SIZE_MAX).size()), at_least);
        EXPECT_GE(store.summary(StreamId{w + 1}, ever).value().count, at_least);
        EXPECT_GE(store.totals(StreamId{w + 1}).count, at_least);
      }
  });
  for (auto& t : threads) t.join();
  over = true;
  reader.join();
  ASSERT_TRUE(store.seal());
  for (int w = 0; w < writers; ++w) EXPECT_EQ(store.totals(StreamId{w + 1}).count, rounds * in_batch);
  EXPECT_EQ(store.check().faults, std::vector<std::string>{});
}

}  // namespace
}  // namespace cunkou::series
