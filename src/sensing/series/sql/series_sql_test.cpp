#include "sensing/series/sql/series_sql.hpp"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "platform/sql/copy.hpp"
#include "platform/sql/database.hpp"
#include "sensing/series/store.hpp"
#include "sensing/series/testing/reference.hpp"

namespace cunkou::series {
namespace {

using namespace series;
namespace fs = std::filesystem;

const Instant start = parse_instant("2026-03-01T00:00:00+08:00").value();

class SeriesDatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder =
        fs::path(::testing::TempDir()) / ("cunkou-" + std::string(test->name()) + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  std::string path(const char* name = "series.db") const { return (folder / name).string(); }
  static Batch minutes_of(StreamId stream, int n) {
    Batch batch;
    for (int i = 0; i < n; ++i) batch.readings.push_back({stream, start + minutes(i), (i % 97) / 10.0});
    return batch;
  }

  fs::path folder;
  FixedClock clock{start};
};

TEST_F(SeriesDatabaseTest, IsTheFileOfThePathAlsoIfThatHasABlank) {
  fs::create_directories(folder / "two words" / "x synchronous=off");
  for (const auto* name : {"two words/series.db", "two words/x synchronous=off/series.db"}) {
    const auto database = open_series(path(name));
    EXPECT_TRUE(fs::is_regular_file(folder / name));
  }
  EXPECT_FALSE(fs::exists(folder / "two"));
}

TEST_F(SeriesDatabaseTest, IsNoOtherDatabase) {
  soci::session(soci::sqlite3, "dbname=" + path()) << "PRAGMA user_version = 9";
  const auto refused = refused_version(path());
  ASSERT_TRUE(refused);
  EXPECT_NE(refused->en.find("another database"), std::string::npos) << refused->en;
}

TEST_F(SeriesDatabaseTest, HasReadingsAfterTheFirst) {
  EXPECT_FALSE(has_readings(path()));
  EXPECT_FALSE(fs::exists(path()));
  std::ofstream(path()).flush();
  EXPECT_FALSE(has_readings(path()));
  {
    const auto database = open_series(path());
    EXPECT_FALSE(has_readings(path()));
    Store store(*database, clock, {});
    ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{1}, 1)));
    EXPECT_TRUE(has_readings(path())) << "a write-ahead row";
    ASSERT_TRUE(store.seal());
  }
  EXPECT_TRUE(has_readings(path())) << "a chunk";
}

TEST_F(SeriesDatabaseTest, IsFoundWhereAnEarlierVersionPutIt) {
  fs::create_directories(folder / "two words");
  const auto right = path("two words/series.db");
  EXPECT_FALSE(series_before_blank(right));
  std::ofstream(path("two")) << "a note";
  EXPECT_FALSE(series_before_blank(right)) << "no series file";
  fs::remove(path("two"));
  { const auto database = open_series(path("two")); }
  EXPECT_EQ(series_before_blank(right), path("two"));
  EXPECT_FALSE(series_before_blank(path()));
}

TEST_F(SeriesDatabaseTest, RefusesFilesOfOtherVersions) {
  { const auto database = open_series(path()); }
  for (const char version : {1, 5}) {
    {
      std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(63);  // last byte of the header's user version
      file.put(version);
    }
    EXPECT_THROW(open_series(path()), StoreBroken) << int{version};
  }
}

TEST_F(SeriesDatabaseTest, RefusesAnOddVersionAndLeavesIt) {
  EXPECT_FALSE(refused_version(path())) << "absent";
  { const auto database = open_series(path()); }
  EXPECT_FALSE(refused_version(path()));
  for (const std::string version : {"-1", "0", "5"}) {
    {
      soci::session session(soci::sqlite3, path());
      session << "pragma user_version = " + version;
    }
    EXPECT_TRUE(refused_version(path())) << version;
    EXPECT_THROW(open_series(path()), StoreBroken) << version;
    EXPECT_TRUE(refused_version(path())) << version;
  }
}

TEST_F(SeriesDatabaseTest, WorksInMemory) {
  auto database = open_series(":memory:");
  Store store(*database, clock, {});
  EXPECT_EQ(store.append_and_wait(minutes_of(StreamId{1}, 6000)).value().added, 6000);
  ASSERT_TRUE(store.seal());
  EXPECT_EQ(store.points(StreamId{1}, ever, SIZE_MAX).size(), 6000U);
  EXPECT_EQ(store.check().chunks, 2);
}

TEST_F(SeriesDatabaseTest, MigratesAFileOfVersion2) {
  auto database = open_series(path());
  ChunkStore::Commit commit;
  commit.maintenance_clock = start;
  database->commit(commit);
  database.reset();
  {
    soci::session session(soci::sqlite3, path());
    session << "update state set name = 'house_clock' where name = 'maintenance_clock'";
    session << "drop table message";
    session << "pragma user_version = 2";
  }
  const auto migrated = open_series(path());
  EXPECT_EQ(migrated->maintenance_clock(), start);
  ChunkStore::Commit with_message;
  with_message.messages = {{1, 2}};
  migrated->commit(with_message);
}

TEST_F(SeriesDatabaseTest, ThrowsWithAnInstructionForTheOperator) {
  EXPECT_THROW(open_series((folder / "absent" / "series.db").string()), StoreBroken);
  std::ofstream(path("text.db")) << std::string(5000, 'x');
  try {
    open_series(path("text.db"));
    ADD_FAILURE();
  } catch (const StoreBroken& broken) {
    EXPECT_NE(std::string(broken.what()).find("damaged"), std::string::npos) << broken.what();
  }
}

TEST_F(SeriesDatabaseTest, DetectsAFlippedByteAndServesTheRest) {
  {
    auto database = open_series(path());
    Store store(*database, clock, {});
    for (int s = 1; s <= 40; ++s) ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{s}, 2048)));
    ASSERT_TRUE(store.seal());
    ASSERT_EQ(store.check().faults.size(), 0U);
  }
  std::string bytes;
  {
    std::ifstream in(path(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto at = bytes.find("Ck\x02");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 20] = static_cast<char>(bytes[at + 20] ^ 1);
  std::ofstream(path(), std::ios::binary) << bytes;
  auto database = open_series(path());
  Store store(*database, clock, {});
  EXPECT_EQ(store.check().faults.size(), 1U);
  std::size_t readings = 0;
  for (int s = 1; s <= 40; ++s) readings += store.points(StreamId{s}, ever, SIZE_MAX).size();
  EXPECT_EQ(readings, 39U * 2048U);
}

TEST_F(SeriesDatabaseTest, LosesOnlyTheChunksOfADamagedPage) {
  {
    auto database = open_series(path());
    Store store(*database, clock, {});
    for (int s = 1; s <= 400; ++s) ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{s}, 2048)));
    ASSERT_TRUE(store.seal());
  }
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    std::string bytes(std::istreambuf_iterator<char>(file), {});
    const auto chunk = bytes.rfind("Ck\x02");
    ASSERT_NE(chunk, std::string::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(chunk / 16384 * 16384));
    file << std::string(64, '\x7f');
  }
  auto database = open_series(path());
  Store store(*database, clock, {});
  std::size_t readings = 0;
  for (int s = 1; s <= 400; ++s) readings += store.points(StreamId{s}, ever, SIZE_MAX).size();
  EXPECT_GT(readings, 0U);
  EXPECT_LT(readings, 400U * 2048U);
  EXPECT_EQ(readings % 2048, 0U);
  EXPECT_FALSE(store.check().faults.empty());
  EXPECT_GT(store.metrics().damaged, 0);
}

// A file size limit simulates a full disk.
TEST_F(SeriesDatabaseTest, RefusesWritesOnAFullDiskAndRecovers) {
  auto database = open_series(path());
  Store store(*database, clock, {});
  ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{1}, 100)));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 400'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::int64_t taken = 100;
  Result<Outcome> last = Outcome{};
  for (int i = 0; i < 200 && last; ++i, taken += last ? 10'000 : 0) {
    Batch batch = minutes_of(StreamId{1}, 10'000);
    for (Reading& r : batch.readings) r.time = r.time + days(10 + 10 * i);
    last = store.append_and_wait(std::move(batch));
  }
  EXPECT_TRUE(last.has_error());
  EXPECT_EQ(store.totals(StreamId{1}).count, taken);
  EXPECT_EQ(store.points(StreamId{1}, ever, SIZE_MAX).size(), static_cast<std::size_t>(taken));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(store.append_and_wait(minutes_of(StreamId{2}, 10)).value().added, 10);
  ASSERT_TRUE(store.seal());
  EXPECT_EQ(store.check().readings, taken + 10);
  EXPECT_TRUE(store.check().faults.empty());
}

TEST_F(SeriesDatabaseTest, BacksUpWhileInUse) {
  SeriesDatabase database(path());
  Store store(database, clock, {});
  ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{1}, 5000)));
  ASSERT_TRUE(store.seal());
  ASSERT_TRUE(store.append_and_wait(minutes_of(StreamId{2}, 10)));
  sql::copy_database(path(), path("copy.db"));
  EXPECT_THROW(sql::copy_database(path(), path("copy.db")), sql::Broken);
  auto copy = open_series(path("copy.db"));
  Store restored(*copy, clock, {});
  for (int s = 1; s <= 2; ++s)
    EXPECT_EQ(restored.points(StreamId{s}, ever, SIZE_MAX), store.points(StreamId{s}, ever, SIZE_MAX));
  EXPECT_TRUE(restored.check().faults.empty());
}

using Columns = std::map<StreamId, std::vector<Reading>>;

// A season of logger data: a reading every 15 minutes, with gaps, spikes and irregular seconds.
Columns made_up_season() {
  Columns columns;
  for (int n = 0; n < 8000; ++n) {
    if (n % 977 < 20) continue;
    const auto time = start + minutes(15 * n) + (n % 500 == 0 ? seconds(28) : seconds(0));
    const double wave = std::sin(n / 15.3), spike = n % 1531 == 0 ? 20 : 0;
    const double light = n % 96 < 48 ? (n * 3571) % 99'574 : 0;
    columns[StreamId{1}].push_back({StreamId{1}, time, std::round((20 + 15 * wave + spike) * 100) / 100});
    columns[StreamId{2}].push_back({StreamId{2}, time, std::round((60 - 30 * wave) * 10) / 10});
    columns[StreamId{3}].push_back({StreamId{3}, time, light});
  }
  return columns;
}

// columns: stream,time_utc,value,unit
Columns measured_season(const char* file) {
  Columns columns;
  std::map<std::string, StreamId> ids;
  std::ifstream in(file);
  std::string line;
  for (std::getline(in, line); std::getline(in, line);) {
    std::istringstream cells(line);
    std::string name, time, value;
    std::getline(cells, name, ',');
    std::getline(cells, time, ',');
    std::getline(cells, value, ',');
    double v = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), v).ec != std::errc{} || !std::isfinite(v))
      continue;
    const StreamId id =
        ids.try_emplace(name, StreamId{static_cast<std::int64_t>(ids.size()) + 1}).first->second;
    columns[id].push_back({id, parse_instant(time).value(), v});
  }
  return columns;
}

// Uses the measured file of a real greenhouse if CUNKOU_DATA names one.
TEST_F(SeriesDatabaseTest, StoresASeasonOfAGreenhouseCompactly) {
  const char* file = std::getenv("CUNKOU_DATA");
  const auto columns = file ? measured_season(file) : made_up_season();
  Batch batch;
  for (const auto& [id, column] : columns)
    batch.readings.insert(batch.readings.end(), column.begin(), column.end());
  ASSERT_GT(batch.readings.size(), 20'000u);
  const auto n = static_cast<std::int64_t>(batch.readings.size());
  auto database = open_series(path());
  Store store(*database, clock, {});
  EXPECT_EQ(store.append_and_wait(batch).value().added, n);
  EXPECT_EQ(store.append_and_wait(batch).value().equal, n);
  ASSERT_TRUE(store.seal());
  EXPECT_EQ(store.append_and_wait(batch).value().equal, n);
  for (const auto& [id, column] : columns) {
    const Summary whole = store.summary(id, ever).value();
    EXPECT_EQ(whole.count, static_cast<std::int64_t>(column.size()));
    EXPECT_EQ(whole.min, std::ranges::min(column, {}, &Reading::value).value);
    EXPECT_EQ(whole.max, std::ranges::max(column, {}, &Reading::value).value);
  }
  EXPECT_EQ(store.check().readings, n);
  EXPECT_TRUE(store.check().faults.empty());
  RecordProperty("bytes_on_disk", static_cast<int>(fs::file_size(path())));
  std::printf("%lld readings in %llu bytes\n", static_cast<long long>(n),
              static_cast<unsigned long long>(fs::file_size(path())));
}

}  // namespace
}  // namespace cunkou::series
