#include "sensing/series/chunk_store.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "platform/sql/testing/state_database.hpp"
#include "sensing/series/copy_series.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"
#include "sensing/series/testing/reference.hpp"

namespace cunkou::series {
namespace {

namespace fs = std::filesystem;

const Instant start = parse_instant("2026-03-01T00:00:00+08:00").value();

class ChunkStoreContract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "Postgresql") {
      server.emplace();
      return;
    }
    folder = fs::path(::testing::TempDir()) / ("cunkou-chunks-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override {
    if (!server) fs::remove_all(folder);
  }
  std::unique_ptr<ChunkStore> open() const {
    if (server) return std::make_unique<PostgresqlSeries>(server->address());
    return open_series((folder / "series.db").string());
  }
  static Batch minutes_of(StreamId stream, int n) {
    Batch batch;
    for (int i = 0; i < n; ++i) batch.readings.push_back({stream, start + minutes(i), (i % 97) / 10.0});
    return batch;
  }

  std::optional<sql::testing::Postgresql> server;
  fs::path folder;
  FixedClock clock{start};
};

INSTANTIATE_TEST_SUITE_P(On, ChunkStoreContract, ::testing::ValuesIn(sql::testing::engine_names()),
                         [](const auto& engine) { return engine.param; });

TEST_P(ChunkStoreContract, AgreesWithAMapForRandomBatches) {
  Store::Options options;
  options.head_readings = 700;
  auto database = open();
  auto store = std::make_unique<Store>(*database, clock, options);
  Reference reference;
  RandomBatches batches(5);
  for (int i = 0; i < 80; ++i) {
    const Batch batch = batches.next();
    ASSERT_EQ(store->append_and_wait(batch).value(), reference.append(batch));
    if (i % 25 == 24) {
      store.reset();
      database = open();
      store = std::make_unique<Store>(*database, clock, options);
    }
    if (i % 10 == 0) reference.expect_same(*store, batches.random());
    if (HasFatalFailure()) return;
  }
  ASSERT_TRUE(store->seal());
  reference.expect_same(*store, batches.random());
  EXPECT_EQ(store->check().faults, std::vector<std::string>{});
}

TEST_P(ChunkStoreContract, StoresTextsRollUpsAndTheMaintenanceClock) {
  auto database = open();
  ChunkStore::Commit commit;
  commit.texts = {{StreamId{1}, {5}, "true"}, {StreamId{1}, {6}, "\"开\""}, {StreamId{2}, {5}, "1"}};
  commit.roll_ups = {
      {StreamId{1}, 'h', 3, "abc"}, {StreamId{1}, 'd', 3, "x"}, {StreamId{2}, 'h', 3, std::string("\0y", 2)}};
  commit.maintenance_clock = start;
  database->commit(commit);
  database = open();
  EXPECT_EQ(database->maintenance_clock(), start);
  EXPECT_EQ(database->text_count(StreamId{1}), 2);
  EXPECT_EQ(database->texts(StreamId{1}, ever, 1, true)[0].json, "\"开\"");
  EXPECT_EQ(database->texts(StreamId{1}, ever, 1, false)[0].json, "true");
  EXPECT_EQ(database->roll_ups(StreamId{1}, 'h', 0, 9).size(), 1U);
  EXPECT_EQ(database->roll_ups(StreamId{2}, 'h', 3, 3).at(0).bytes, std::string("\0y", 2));
  ChunkStore::Commit second;
  second.forgotten = {StreamId{1}};
  second.removed_texts = {{StreamId{2}, {{0}, {5}}}};
  database->commit(second);
  EXPECT_EQ(database->text_count(StreamId{1}), 0);
  EXPECT_EQ(database->text_count(StreamId{2}), 1);
  EXPECT_TRUE(database->roll_ups(StreamId{1}, 'd', 0, 9).empty());
}

TEST_P(ChunkStoreContract, DeletesSealedWriteAheadRowsExceptDamagedOnes) {
  auto database = open();
  for (std::int64_t n = 1; n <= 9; ++n) {
    ChunkStore::Commit commit;
    commit.write_ahead = {n, "row"};
    database->commit(commit);
  }
  ChunkStore::Commit cut;
  cut.write_ahead_through = 7;
  cut.write_ahead_kept = {2, 5, 8};
  database->commit(cut);
  std::vector<std::int64_t> left;
  database->each_write_ahead([&](std::int64_t n, const Bytes&) { left.push_back(n); });
  EXPECT_EQ(database->write_ahead_through(), 7);
  EXPECT_EQ(left, (std::vector<std::int64_t>{2, 5, 8, 9}));
}

TEST_P(ChunkStoreContract, RollsBackAFailedCommit) {
  auto database = open();
  ChunkRow row;
  row.id = 1;
  row.stream = StreamId{1};
  ChunkStore::Commit commit;
  commit.chunks = {{row, "a"}};
  database->commit(commit);
  commit.write_ahead = {1, "row"};
  EXPECT_THROW(database->commit(commit), StoreBroken) << "an id is used once";
  int rows = 0;
  database->each_write_ahead([&](std::int64_t, const Bytes&) { ++rows; });
  EXPECT_EQ(rows, 0);
  commit.chunks.clear();
  database->commit(commit);
}

// A child process ingests readings and is killed; every reading that it acknowledged is stored exactly once.
TEST_P(ChunkStoreContract, KeepsAcknowledgedReadingsAfterKill9) {
  std::mt19937 random(9);
  std::int64_t acknowledged = 0;
  const auto batch_number = [](std::int64_t n) {
    Batch batch;
    for (int k = 0; k < 60; ++k)
      batch.readings.push_back(
          {StreamId{1 + k % 3}, start + seconds(n * 20 + k / 3 - n % 5), double(n % 5 ? k / 3 : 1)});
    return batch;
  };
  for (int round = 0; round < 12; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0)
      [&]() noexcept {
        std::set_terminate([] { ::_exit(1); });
        auto database = open();
        Store::Options options;
        options.head_readings = 500;
        Store store(*database, clock, options);
        for (std::int64_t n = acknowledged;; ++n)
          if (!store.append_and_wait(batch_number(n)) || ::write(pipe_ends[1], "x", 1) != 1) ::_exit(1);
      }();
    ASSERT_GT(child, 0);
    ::close(pipe_ends[1]);
    char byte = 0;
    for (auto left = 1 + random() % 60; left > 0 && ::read(pipe_ends[0], &byte, 1) == 1; --left)
      ++acknowledged;
    ::kill(child, SIGKILL);
    while (::read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
    ::close(pipe_ends[0]);
    ::waitpid(child, nullptr, 0);

    Reference reference;
    for (std::int64_t n = 0; n < acknowledged; ++n) reference.append(batch_number(n));
    auto database = open();
    Store store(*database, clock, {});
    ASSERT_TRUE(store.check().faults.empty());
    for (int s = 1; s <= 3; ++s) {
      const auto stored = store.points(StreamId{s}, ever, SIZE_MAX);
      ASSERT_EQ(store.totals(StreamId{s}).count, static_cast<std::int64_t>(stored.size()));
      std::size_t found = 0;
      for (const Point& p : reference.points(StreamId{s}, ever))
        found += std::ranges::binary_search(stored, p.time, {}, &Point::time) ? 1 : 0;
      ASSERT_EQ(found, reference.points(StreamId{s}, ever).size());
    }
  }
}

TEST_P(ChunkStoreContract, KeepsTheIdOfAMessageUntilItIsReleased) {
  const MessageId id{std::int64_t{1} << 61, 65'535}, other{5, 1};
  auto database = open();
  {
    Store store(*database, clock, {});
    auto batch = minutes_of(StreamId{1}, 1);
    batch.message = id;
    ASSERT_TRUE(store.append_and_wait(batch));
    ASSERT_TRUE(store.append_and_wait(batch)) << "an equal reading, the id is known";
    batch.message = other;
    ASSERT_TRUE(store.append_and_wait(batch)) << "an equal reading, another message";
  }
  Store store(*database, clock, {});
  EXPECT_EQ(store.messages(), (std::vector{other, id}));
  const auto before = store.metrics().commits;
  Batch released;
  released.released = {id, {7, 7}};
  ASSERT_TRUE(store.append_and_wait(released));
  EXPECT_GT(store.metrics().commits, before);
  EXPECT_EQ(store.messages(), std::vector{other});
  std::vector<MessageId> kept;
  database->each_message([&](const MessageId& message) { kept.push_back(message); });
  EXPECT_EQ(kept, std::vector{other});
}

// Readings, roll-ups, texts, ids of messages and damage alike.
TEST_P(ChunkStoreContract, IsCopiedWholeFromAndToAFile) {
  auto database = open();
  {
    Store::Options options;
    options.raw_kept = days(1);
    Store store(*database, clock, options);
    ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{1}, 9000)));
    Batch texts;
    texts.texts = {{StreamId{3}, start, "\"开\""}};
    ASSERT_TRUE(store.append_and_wait(texts));
    ASSERT_TRUE(store.seal());
    clock.set(start + days(20));
    ASSERT_TRUE(store.run_maintenance());
    auto last = minutes_of(StreamId{2}, 10);
    last.message = MessageId{1, 2};
    ASSERT_TRUE(store.append_and_wait(last));
  }
  const auto file = open_series(":memory:");
  const auto copied = copy_series(*database, *file);
  EXPECT_GT(copied.chunks + copied.roll_ups, 0);
  EXPECT_EQ(copied.write_ahead, 1);
  EXPECT_EQ(copied.texts, 1);
  EXPECT_EQ(copied.messages, 1);
  EXPECT_EQ(file->maintenance_clock(), database->maintenance_clock());
  Store there(*file, clock, {});
  Store here(*database, clock, {});
  for (int s = 1; s <= 2; ++s) {
    EXPECT_EQ(there.totals(StreamId{s}), here.totals(StreamId{s}));
    EXPECT_EQ(there.points(StreamId{s}, ever, SIZE_MAX), here.points(StreamId{s}, ever, SIZE_MAX));
  }
  EXPECT_TRUE(there.check().faults.empty());
  EXPECT_THROW(copy_series(*file, *database), StoreBroken) << "it holds readings";
}

}  // namespace
}  // namespace cunkou::series
