#include "sensing/series/sql/series_postgresql.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "platform/sql/testing/postgresql.hpp"
#include "platform/sql/testing/postgresql_proxy.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::series {
namespace {

class PostgresqlSeriesTest : public ::testing::Test {
 protected:
  void run(const std::string& statement) {
    const sql::PostgresqlAddress address(server.address());
    sql::PostgresqlSession(address).execute(statement);
  }
  std::string schema() const {
    const auto address = server.address();
    return address.substr(address.rfind("test_")) + "_series";
  }
  void end_connections() {
    server.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" +
                      server.role() + "'");
  }
  static ChunkStore::Commit row(std::int64_t number) {
    ChunkStore::Commit commit;
    commit.write_ahead = {number, "row"};
    return commit;
  }
  static int rows(ChunkStore& series) {
    int n = 0;
    series.each_write_ahead([&](std::int64_t, const Bytes&) { ++n; });
    return n;
  }

  static void wait_until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    ASSERT_TRUE(holds());
  }

  sql::testing::Postgresql server;
};

TEST_F(PostgresqlSeriesTest, ConnectsAgain) {
  PostgresqlSeries series(server.address());
  series.commit(row(1));
  EXPECT_EQ(series.text_count(StreamId{1}), 0);
  end_connections();
  EXPECT_EQ(series.text_count(StreamId{1}), 0);
  EXPECT_THROW(series.commit(row(2)), StoreBroken);
  series.commit(row(2));
  EXPECT_EQ(rows(series), 2);
}

TEST_F(PostgresqlSeriesTest, RefusesToWriteAfterAnotherProgram) {
  PostgresqlSeries series(server.address());
  series.commit(row(1));
  PostgresqlSeries(server.address()).commit(row(2));
  EXPECT_FALSE(series.is_written_by_another());
  for (int i = 0; i < 2; ++i) EXPECT_THROW(series.commit(row(2)), StoreBroken);
  EXPECT_TRUE(series.is_written_by_another());
  EXPECT_EQ(rows(series), 2);
}

TEST_F(PostgresqlSeriesTest, KeepsReadingOneState) {
  PostgresqlSeries series(server.address());
  series.commit(row(1));
  PostgresqlSeries snapshot(server.address(), PostgresqlSeries::Access::snapshot);
  EXPECT_EQ(rows(snapshot), 1);
  series.commit(row(2));
  EXPECT_EQ(rows(snapshot), 1);
}

TEST_F(PostgresqlSeriesTest, IsAnEmptySnapshotWhereThereAreNoTables) {
  PostgresqlSeries snapshot(server.address(), PostgresqlSeries::Access::snapshot);
  EXPECT_EQ(rows(snapshot), 0);
  EXPECT_EQ(snapshot.text_count(StreamId{1}), 0);
  EXPECT_FALSE(snapshot.maintenance_clock());
  EXPECT_FALSE(PostgresqlSeries::find(server.address()).is_present) << "it makes none";
}

TEST_F(PostgresqlSeriesTest, IsFoundAndRemovedWithItsReadings) {
  EXPECT_FALSE(PostgresqlSeries::find(server.address()).is_present);
  {
    PostgresqlSeries series(server.address());
    EXPECT_TRUE(PostgresqlSeries::find(server.address()).is_present);
    EXPECT_FALSE(PostgresqlSeries::find(server.address()).has_readings);
    series.commit(row(1));
  }
  EXPECT_TRUE(PostgresqlSeries::find(server.address()).has_readings);
  PostgresqlSeries::remove(server.address());
  EXPECT_FALSE(PostgresqlSeries::find(server.address()).is_present);
}

TEST_F(PostgresqlSeriesTest, LeavesASchemaOfThatNameWhichIsOfAnotherProgram) {
  run("CREATE SCHEMA " + schema() + "; CREATE TABLE " + schema() + ".theirs (id BIGINT)");
  PostgresqlSeries::remove(server.address());
  EXPECT_NO_THROW(run("SELECT 1 FROM " + schema() + ".theirs"));
}

TEST_F(PostgresqlSeriesTest, RefusesANewerVersion) {
  { PostgresqlSeries series(server.address()); }
  run("UPDATE " + schema() + ".state SET value = 99 WHERE name = 'version'");
  EXPECT_THROW(PostgresqlSeries(server.address()), StoreBroken);
}

TEST_F(PostgresqlSeriesTest, FailsWithTheAddressIfNoServerAnswers) {
  try {
    PostgresqlSeries series("postgresql://cunkou@127.0.0.1:1/none");
    ADD_FAILURE();
  } catch (const StoreBroken& broken) {
    EXPECT_NE(broken.reason.en.find("does not answer"), std::string::npos) << broken.reason.en;
  }
}

// A trigger ends the connection while the server commits: nobody knows then whether it did.
TEST_F(PostgresqlSeriesTest, FindsOutWhetherALostCommitWasMade) {
  PostgresqlSeries series(server.address());
  series.commit(row(1));
  run("CREATE FUNCTION " + schema() +
      ".hang_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
      "pg_terminate_backend(pg_backend_pid()); "
      "RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON " +
      schema() + ".write_ahead DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION " + schema() +
      ".hang_up()");
  EXPECT_THROW(series.commit(row(2)), StoreBroken);
  EXPECT_FALSE(series.unavailable());
  run("DROP TRIGGER hang_up ON " + schema() + ".write_ahead");
  EXPECT_EQ(rows(series), 1);
  series.commit(row(2));
  EXPECT_EQ(rows(series), 2);
}

TEST_F(PostgresqlSeriesTest, KeepsACommitWhoseAnswerWasLost) {
  sql::testing::PostgresqlProxy proxy(server.address());
  PostgresqlSeries series(proxy.address());
  series.commit(row(1));
  proxy.cut_after_commit();
  series.commit(row(2));
  EXPECT_TRUE(proxy.has_cut());
  series.commit(row(3));
  EXPECT_EQ(rows(series), 3);
}

TEST_F(PostgresqlSeriesTest, WaitsForAServerThatKnowsWhetherItCommitted) {
  sql::testing::PostgresqlProxy proxy(server.address());
  PostgresqlSeries series(proxy.address());
  series.commit(row(1));
  proxy.cut_after_commit();
  proxy.refuse(true);
  auto written = std::async(std::launch::async, [&] { series.commit(row(2)); });
  wait_until([&] { return series.unavailable().has_value(); });
  EXPECT_EQ(series.unavailable()->en, sql::shown_to_people().en) << "devices and people read no address";
  proxy.refuse(false);
  written.get();
  EXPECT_FALSE(series.unavailable());
  EXPECT_EQ(rows(series), 2);
}

// A server that is shut down between the connection and its first settings.
TEST_F(PostgresqlSeriesTest, RefusesReadsAndWaitsWithCommitsWhileConnectionsEndBeforeTheyAreReady) {
  sql::testing::PostgresqlProxy proxy(server.address());
  PostgresqlSeries series(proxy.address());
  series.commit(row(1));
  proxy.cut_after_commit();
  proxy.cut_before("search_path");
  EXPECT_THROW(series.text_count(StreamId{1}), StoreBroken);
  auto written = std::async(std::launch::async, [&] { series.commit(row(2)); });
  wait_until([&] { return series.unavailable().has_value(); });
  proxy.cut_before("");
  written.get();
  EXPECT_EQ(series.text_count(StreamId{1}), 0);
  EXPECT_EQ(rows(series), 2);
}

// The server that had the readings before may not know yet that it has lost them.
TEST_F(PostgresqlSeriesTest, RefusesCommitsOfWhoHadTheReadingsBefore) {
  PostgresqlSeries before(server.address());
  before.commit(row(1));
  PostgresqlSeries now(server.address());
  EXPECT_THROW(before.commit(row(2)), StoreBroken);
  EXPECT_TRUE(before.is_written_by_another());
  EXPECT_NO_THROW(now.commit(row(2)));
  EXPECT_EQ(rows(now), 2);
}

TEST_F(PostgresqlSeriesTest, GivesUpWaitingWhenItIsStopped) {
  sql::testing::PostgresqlProxy proxy(server.address());
  PostgresqlSeries series(proxy.address());
  proxy.cut_after_commit();
  proxy.refuse(true);
  auto written = std::async(std::launch::async, [&] { series.commit(row(1)); });
  wait_until([&] { return series.unavailable().has_value(); });
  series.give_up();
  EXPECT_THROW(written.get(), StoreBroken);
}

}  // namespace
}  // namespace cunkou::series
