#include "platform/sql/database.hpp"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/query_deadline.hpp"
#include "platform/sql/copy.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/run_sql.hpp"

namespace cunkou::sql {
namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cunkou a=b XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct NotesDatabase : Database {
  explicit NotesDatabase(const std::string& file) : Database(file) {
    write([](Transaction& t) { run(t.session(), "CREATE TABLE notes (number INTEGER)"); });
  }
};

Result<int> record(Transaction& t) {
  run(t.session(), "INSERT INTO notes (number) VALUES (1)");
  return 1;
}

std::size_t entries(Database& database) {
  return database.read([](Transaction& t) {
    return static_cast<std::size_t>(one<std::int64_t>(t.session(), "SELECT count(*) FROM notes").value());
  });
}

TEST(Database, HasTablesUnlessTheFileIsAbsentOrEmpty) {
  const Folder folder;
  const auto file = folder.file("cunkou.db");
  EXPECT_FALSE(has_tables(file));
  EXPECT_FALSE(std::filesystem::exists(file));
  std::ofstream(file).flush();
  EXPECT_FALSE(has_tables(file));
  { NotesDatabase database(file); }
  EXPECT_TRUE(has_tables(file));
  std::ofstream(file) << std::string(10'000, 'x');
  EXPECT_THROW(has_tables(file), Broken);
}

TEST(Database, FailsAfterTheNewTimeoutWhileAnotherProcessWrites) {
  const Folder folder;
  NotesDatabase database(folder.file("cunkou.db"));
  Database other(folder.file("cunkou.db"));
  other.write([&](Transaction&) {
    const auto begun = std::chrono::steady_clock::now();
    database.set_lock_timeout(std::chrono::milliseconds(20));
    EXPECT_THROW(database.write(record), Broken);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  });
  EXPECT_EQ(database.write(record).value(), 1);
}

TEST(Database, CommitsASuccess) {
  NotesDatabase database(":memory:");
  EXPECT_EQ(database.write(record).value(), 1);
  EXPECT_EQ(entries(database), 1u);
}

TEST(Database, RollsBackARefusal) {
  NotesDatabase database(":memory:");
  const auto refused = database.write([](Transaction& t) -> Result<int> {
    record(t);
    return conflict(untranslated("no"));
  });
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_EQ(entries(database), 0u);
}

TEST(Database, RollsBackAnException) {
  NotesDatabase database(":memory:");
  EXPECT_THROW(database.write([](Transaction& t) -> Result<int> {
    record(t);
    throw std::logic_error("bug");
  }),
               std::logic_error);
  EXPECT_EQ(entries(database), 0u);
  EXPECT_TRUE(database.write(record).has_value());
}

TEST(Database, PersistsAcrossReopening) {
  Folder folder;
  { NotesDatabase(folder.file("cunkou.db")).write(record).value(); }
  Database again(folder.file("cunkou.db"));
  EXPECT_EQ(entries(again), 1u);
  EXPECT_TRUE(again.check().empty());
}

TEST(Database, ReadsWhileWriting) {
  Folder folder;
  NotesDatabase database(folder.file("cunkou.db"));
  database
      .write([&](Transaction& t) -> Result<int> {
        record(t);
        std::thread([&] { EXPECT_EQ(entries(database), 0u); }).join();
        return 1;
      })
      .value();
  EXPECT_EQ(entries(database), 1u);
}

TEST(Database, ServesManyThreads) {
  Folder folder;
  NotesDatabase database(folder.file("cunkou.db"));
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        database.write(record).value();
        entries(database);
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(entries(database), 80u);
  EXPECT_TRUE(database.check().empty());
}

TEST(Database, RefusesWritesInARead) {
  Folder folder;
  NotesDatabase database(folder.file("cunkou.db"));
  EXPECT_THROW(database.read([](Transaction& t) { return record(t); }), Broken);
}

TEST(Database, RefusesANewerSchema) {
  Folder folder;
  { Database database(folder.file("cunkou.db")); }
  {
    soci::session session(soci::sqlite3, "dbname=\"" + folder.file("cunkou.db") + "\"");
    session << "PRAGMA user_version = 9999";
  }
  EXPECT_THROW(Database(folder.file("cunkou.db")), Broken);
}

TEST(Database, RefusesAnOddVersionByTheNameOfTheFile) {
  Folder folder;
  const auto file = folder.file("cunkou.db");
  { Database database(file); }
  for (const auto* version : {"9999", "-1", "0", "1"}) {
    {
      soci::session session(soci::sqlite3, "dbname=\"" + file + "\"");
      session << "PRAGMA user_version = " + std::string(version);
    }
    try {
      Database database(file);
      ADD_FAILURE() << version;
    } catch (const Broken& broken) {
      EXPECT_TRUE(broken.reason.en.find("cunkou.db") != std::string::npos) << broken.reason.en;
      EXPECT_TRUE(broken.reason.en.find("install") != std::string::npos ||
                  broken.reason.en.find("restore a backup") != std::string::npos)
          << broken.reason.en;
      EXPECT_TRUE(broken.reason.en.find("already exists") == std::string::npos) << broken.reason.en;
    }
    soci::session session(soci::sqlite3, "dbname=\"" + file + "\"");
    int kept = 0;
    session << "PRAGMA user_version", soci::into(kept);
    EXPECT_EQ(std::to_string(kept), version) << "not changed";
  }
}

TEST(Database, ThrowsForAFileThatCannotBeOpened) {
  EXPECT_THROW(Database("/nowhere/at/all/cunkou.db"), Broken);
}

TEST(Database, ProbeThrowsUnlessUsable) {
  Folder folder;
  const auto file = folder.file("cunkou.db");
  Database database(file);
  const auto trouble = [&]() -> std::string {
    try {
      database.probe();
      return "";
    } catch (const Broken& broken) {
      return broken.what();
    }
  };
  EXPECT_EQ(trouble(), "");
  {
    soci::session other(soci::sqlite3, "dbname=\"" + file + "\"");
    other << "BEGIN IMMEDIATE";
    EXPECT_NE(trouble().find("busy"), std::string::npos) << trouble();
    other << "ROLLBACK";
    other << "PRAGMA wal_checkpoint(TRUNCATE)";
  }
  EXPECT_EQ(trouble(), "");
  std::filesystem::rename(file, file + ".aside");
  EXPECT_NE(trouble().find("gone"), std::string::npos) << trouble();
  EXPECT_FALSE(std::filesystem::exists(file)) << "a probe makes no new one";
  std::filesystem::rename(file + ".aside", file);
  EXPECT_EQ(trouble(), "");
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes << "this is no database any more";
  }
  EXPECT_NE(trouble().find("damaged"), std::string::npos) << trouble();
}

// In a file, since a database in memory has one connection, on which writes must not be ended.
TEST(Database, EndsAReadAtItsDeadlineAndServesTheNext) {
  Folder folder;
  Database database(folder.file("cunkou.db"));
  const auto count_to = [&](std::int64_t end) {
    return database.read([&](Transaction& t) {
      return one<std::int64_t>(t.session(),
                               "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) "
                               "SELECT count(*) FROM c",
                               end)
          .value();
    });
  };
  std::atomic<int> looks{0};  // the deadline is over at the third
  {
    const QueryDeadline deadline([&] { return Duration{++looks < 3 ? 1'000'000 : 0}; });
    EXPECT_THROW(count_to(1'000'000'000'000), QueryTookTooLong);
  }
  EXPECT_EQ(count_to(1000), 1000);
}

TEST(Database, BacksUpWhileOpen) {
  Folder folder;
  NotesDatabase database(folder.file("cunkou.db"));
  database.write(record).value();
  copy_database(folder.file("cunkou.db"), folder.file("copy's.db"));
  Database copy(folder.file("copy's.db"));
  EXPECT_EQ(entries(copy), 1u);
  EXPECT_TRUE(copy.check().empty());
}

}  // namespace
}  // namespace cunkou::sql
