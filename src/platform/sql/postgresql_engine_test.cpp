#include <gtest/gtest.h>
#include <soci/soci.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "base/query_deadline.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/engine.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/boxes.hpp"
#include "platform/sql/testing/postgresql.hpp"
#include "platform/sql/testing/postgresql_proxy.hpp"

namespace cunkou::sql {
namespace {

using testing::Boxes;

struct PostgresqlEngine : ::testing::Test {
  testing::Postgresql server;
  testing::Boxes boxes{server.address()};

  std::unique_ptr<Database> open(Duration lock_timeout = seconds(10)) {
    return std::make_unique<Database>(server.address(), lock_timeout);
  }
  std::unique_ptr<Database> open_as(const std::string& holder) {
    return std::make_unique<Database>(server.address(), holder);
  }
  static Label refusal_of(const std::string& address) {
    try {
      Database database(address);
    } catch (const Broken& broken) {
      return broken.reason;
    }
    return {};
  }
  // As an administrator who restarts the server or ends sessions.
  void end_all_other_sessions() {
    server.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" +
                      server.role() + "'");
  }
  // Of the role, for new sessions; taken back at the end.
  void set(const std::string& setting) { server.administer("ALTER ROLE " + server.role() + " " + setting); }
  ~PostgresqlEngine() override { set("RESET ALL"); }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

TEST_F(PostgresqlEngine, EndsAReadAtItsDeadlineAndServesTheNext) {
  auto database = open();
  const auto sleep = [&](int seconds_long) {
    database->read([&](Transaction& t) {
      run(t.session(), "SELECT 1 FROM pg_sleep(?) AS done WHERE done IS NULL", std::int64_t{seconds_long});
    });
  };
  {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    const QueryDeadline deadline(
        [&] { return std::chrono::duration_cast<Duration>(end - std::chrono::steady_clock::now()); });
    EXPECT_THROW(sleep(600), QueryTookTooLong);
  }
  EXPECT_NO_THROW(sleep(0)) << "the limit was that of one transaction";
}

TEST_F(PostgresqlEngine, FailsWithTheAddressIfNoServerAnswers) {
  const auto why = refusal_of("postgresql://cunkou@127.0.0.1:1/county");
  EXPECT_TRUE(has(why.en, "127.0.0.1:1/county does not answer")) << why.en;
}

TEST_F(PostgresqlEngine, FailsWithTheNameOfADatabaseThatIsNotThere) {
  auto address = server.address();
  address.replace(address.find("/postgres?"), 9, "/nothing");
  const auto why = refusal_of(address);
  EXPECT_TRUE(has(why.en, "refuses the connection")) << why.en;
  EXPECT_TRUE(has(why.en, "\"nothing\" does not exist")) << why.en;
}

TEST_F(PostgresqlEngine, RefusesAnAddressThatIsNone) {
  EXPECT_TRUE(has(refusal_of("postgresql://host/county?colour=red").en, "colour"));
  EXPECT_TRUE(has(refusal_of("postgresql://host/county?sslmode=yes").en, "verify-full"));
}

TEST_F(PostgresqlEngine, RefusesAPasswordThatEndsTheAddressAndDoesNotShowIt) {
  for (const auto* password : {"xq/zv", "xq@zv", "xq%zv", "xq@z/v"}) {
    const auto why = refusal_of(std::string("postgresql://cunkou:") + password + "@127.0.0.1:1/county").en;
    EXPECT_TRUE(has(why, "%2F")) << why;
    EXPECT_FALSE(has(why, "xq") || has(why, "zv")) << why;
  }
}

TEST_F(PostgresqlEngine, NamesEveryHostWithItsPort) {
  EXPECT_EQ(name_of("postgresql://cunkou@a:1,b:2/county"), "a:1,b:2/county");
  EXPECT_EQ(name_of("postgresql://cunkou@/county?host=a,b"), "a:5432,b:5432/county");
}

TEST_F(PostgresqlEngine, NeverNamesThePassword) {
  const auto address = with_password("postgresql://cunkou@127.0.0.1:1/county", "se/c&r?t");
  EXPECT_TRUE(has(address, "password=se%2Fc%26r%3Ft")) << address;
  EXPECT_EQ(name_of(address), "127.0.0.1:1/county");
  EXPECT_FALSE(has(refusal_of(address).en, "se/c"));
}

TEST_F(PostgresqlEngine, TakesAnEmptyDatabase) {
  soci::session session(soci::postgresql, server.address());
  session << "CREATE SCHEMA empty_county";
  auto address = server.address();
  address.replace(address.rfind("test_"), address.npos, "empty_county");
  EXPECT_NO_THROW(require_known_version(address));
  EXPECT_FALSE(has_tables(address));
  EXPECT_FALSE(has_rows(address, "boxes"));
  session << "DROP SCHEMA empty_county";
}

TEST_F(PostgresqlEngine, RefusesANewerSchema) {
  open();
  {
    soci::session session(soci::postgresql, server.address());
    session << "UPDATE schema_version SET number = number + 1";
  }
  EXPECT_TRUE(has(refusal_of(server.address()).en, "newer version"));
  soci::session session(soci::postgresql, server.address());
  session << "UPDATE schema_version SET number = number - 1";
}

TEST_F(PostgresqlEngine, RefusesTheTablesOfAnotherProgramAndChangesNothing) {
  soci::session session(soci::postgresql, server.address());
  session << "CREATE SCHEMA other_program";
  session << "CREATE TABLE other_program.journal (line TEXT)";
  auto address = server.address();
  address.replace(address.rfind("test_"), address.npos, "other_program");
  EXPECT_TRUE(has(refusal_of(address).en, "of another program"));
  int tables = 0;
  session << "SELECT count(*) FROM pg_tables WHERE schemaname = 'other_program'", soci::into(tables);
  EXPECT_EQ(tables, 1);
  session << "SET client_min_messages = warning";
  session << "DROP SCHEMA other_program CASCADE";
}

TEST_F(PostgresqlEngine, RefusesADatabaseThatHasLostATable) {
  open();
  soci::session session(soci::postgresql, server.address());
  session << "ALTER TABLE sessions RENAME TO elsewhere";
  EXPECT_TRUE(has(refusal_of(server.address()).en, "has lost a table, sessions"));
  session << "ALTER TABLE elsewhere RENAME TO sessions";
}

TEST_F(PostgresqlEngine, FindsSpaceForManyRows) {
  const auto database = open();
  EXPECT_NO_THROW(database->require_space());
  server.administer("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC");
  EXPECT_NO_THROW(database->require_space());
  server.administer("GRANT TEMPORARY ON DATABASE postgres TO PUBLIC");
}

TEST_F(PostgresqlEngine, IsNotReadyWhereItMayOnlyReadAndWritesAgainAfterwards) {
  const auto database = open();
  set("SET default_transaction_read_only = on");
  end_all_other_sessions();
  try {
    database->probe();
    ADD_FAILURE() << "ready";
  } catch (const Broken& broken) {
    EXPECT_TRUE(has(broken.reason.en, "read-only")) << broken.reason.en;
  }
  const auto add = [&](const char* name) { database->write([&](Transaction& t) { Boxes::add(t, name); }); };
  EXPECT_THROW(add("first"), Broken);
  set("RESET ALL");
  EXPECT_NO_THROW(add("second")) << "although its session was read-only";
  EXPECT_NO_THROW(database->probe());
}

TEST_F(PostgresqlEngine, TakesNoSettingOfTheRoleThatChangesWhatStatementsMean) {
  for (const auto* setting : {"standard_conforming_strings = off", "bytea_output = 'escape'",
                              "timezone = 'Asia/Shanghai'", "datestyle = 'German'", "extra_float_digits = -5",
                              "client_encoding = 'LATIN1'", "default_transaction_isolation = 'serializable'"})
    set(std::string("SET ") + setting);
  const auto database = open();
  database->write([](Transaction& t) {
    run(t.session(), "INSERT INTO boxes (name, weight) VALUES (?, ?)", "吴堡\\n'县", 37.452817364918273);
    run(t.session(), "INSERT INTO boxes (name) VALUES ('a\\b')");
  });
  database->read([](Transaction& t) {
    EXPECT_EQ(one<Real>(t.session(), "SELECT weight FROM boxes WHERE name = ?", "吴堡\\n'县"),
              37.452817364918273);
    EXPECT_EQ(one<Int>(t.session(), "SELECT count(*) FROM boxes WHERE name = ?", "a\\b"), 1);
  });
}

TEST_F(PostgresqlEngine, TakesNoTimeOutOfTheRoleForLongWork) {
  for (const auto* setting : {"statement_timeout = '50ms'", "idle_in_transaction_session_timeout = '50ms'",
                              "idle_session_timeout = '50ms'"})
    set(std::string("SET ") + setting);
  const auto engine = engine_of(server.address());
  const auto connection = engine->connect(Engine::Access::alone, seconds(10));
  EXPECT_NO_THROW(connection->execute("SELECT pg_sleep(0.2)"));
  connection->execute("BEGIN");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_NO_THROW(connection->execute("SELECT 1; COMMIT"));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_NO_THROW(connection->execute("SELECT 1"));
}

TEST_F(PostgresqlEngine, LeavesTheTablesOfExtensionsAlone) {
  soci::session session(soci::postgresql, server.address());
  session << "CREATE TABLE of_extension (id BIGINT)";
  session << "ALTER EXTENSION plpgsql ADD TABLE of_extension";
  const auto engine = engine_of(server.address());
  const auto connection = engine->connect(Engine::Access::alone, seconds(10));
  for (const auto& table : engine->tables(*connection)) EXPECT_NE(table, "of_extension");
  session << "ALTER EXTENSION plpgsql DROP TABLE of_extension";
  session << "DROP TABLE of_extension";
}

TEST_F(PostgresqlEngine, ConnectsAgainAfterItsSessionsWereEnded) {
  const auto database = open();
  database->write([](Transaction& t) { Boxes::add(t, "first"); });
  EXPECT_EQ(Boxes::count(*database), 1);
  end_all_other_sessions();
  EXPECT_EQ(Boxes::count(*database), 1);
  end_all_other_sessions();
  database->write([](Transaction& t) { Boxes::add(t, "second"); });
  EXPECT_EQ(Boxes::count(*database), 2);
}

TEST_F(PostgresqlEngine, RunsATransactionAgainWhoseSessionWasEnded) {
  const auto database = open();
  int runs = 0;
  database->write([&](Transaction& t) {
    Boxes::add(t, "first");
    if (++runs == 1) end_all_other_sessions();
    Boxes::add(t, "second");
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Boxes::count(*database), 2);
}

TEST_F(PostgresqlEngine, LetsWritersOfTwoProgramsWaitForEachOther) {
  const auto first = open(), second = open(seconds(1));
  std::promise<void> begun, end;
  std::thread writer([&] {
    first->write([&](Transaction& t) {
      Boxes::add(t, "first");
      begun.set_value();
      end.get_future().wait();
    });
  });
  begun.get_future().wait();
  EXPECT_EQ(Boxes::count(*second), 0) << "readers do not wait";
  EXPECT_THROW(second->write([](Transaction& t) { Boxes::add(t, "second"); }), Broken);
  EXPECT_NO_THROW(first->probe()) << "its own writer shows that it can be written";
  EXPECT_THROW(second->probe(), Broken);
  end.set_value();
  writer.join();
  second->write([](Transaction& t) { EXPECT_EQ(Boxes::add(t, "second"), 2); });
}

TEST_F(PostgresqlEngine, HasOneHolder) {
  auto first = open_as("first, process 1");
  try {
    open_as("second, process 2");
    FAIL() << "held twice";
  } catch (const Broken& broken) {
    EXPECT_TRUE(has(broken.reason.en, "first, process 1")) << broken.reason.en;
  }
  open()->write([](Transaction& t) { Boxes::add(t, "first"); });  // a command beside the server
  first.reset();
  EXPECT_NO_THROW(open_as("second, process 2"));
}

TEST_F(PostgresqlEngine, DoesNotChangeTheTablesUnderAnotherHolder) {
  const auto first = open_as("first, process 1");
  {
    // As of a program whose newest migration is this one.
    soci::session session(soci::postgresql, server.address());
    session << "UPDATE schema_version SET number = number - 1";
  }
  for (const auto& other : {"", "second, process 2"}) try {
      *other ? open_as(other) : open();
      FAIL() << "changed";
    } catch (const Broken& broken) {
      EXPECT_TRUE(has(broken.reason.en, "first, process 1")) << broken.reason.en;
    }
  soci::session session(soci::postgresql, server.address());
  session << "UPDATE schema_version SET number = number + 1";
}

TEST_F(PostgresqlEngine, RefusesWritesOfAHolderThatLostItsPlace) {
  const auto first = open_as("first, process 1");
  end_all_other_sessions();
  const auto second = open_as("second, process 2");
  second->write([](Transaction& t) { Boxes::add(t, "first"); });
  EXPECT_THROW(first->probe(), Broken);
  EXPECT_THROW(first->write([](Transaction& t) { Boxes::add(t, "second"); }), Broken);
  EXPECT_TRUE(first->lost_to_another());
  EXPECT_EQ(Boxes::count(*second), 1);
}

TEST_F(PostgresqlEngine, HoldsTheDatabaseAgainAfterItsSessionWasEnded) {
  const auto first = open_as("first, process 1");
  end_all_other_sessions();
  EXPECT_NO_THROW(first->probe());
  EXPECT_THROW(open_as("second, process 2"), Broken);
  EXPECT_FALSE(first->lost_to_another());
}

// The server still has the session whose network was cut, with the lock.
TEST_F(PostgresqlEngine, EndsItsOwnLostSessionToHoldTheDatabaseAgain) {
  const testing::PostgresqlProxy proxy(server.address());
  Database database(proxy.address(), "first, process 1");
  proxy.lose_clients();
  EXPECT_NO_THROW(database.write([](Transaction& t) { Boxes::add(t, "first"); }));
  EXPECT_EQ(Boxes::count(database), 1);
}

TEST_F(PostgresqlEngine, RefusesWritesOfAHolderAfterAnotherHolderHasWritten) {
  const auto first = open_as("first, process 1");
  end_all_other_sessions();
  {
    const auto second = open_as("second, process 2");
    second->write([](Transaction& t) { Boxes::add(t, "first"); });
  }
  EXPECT_THROW(first->probe(), Broken);
  EXPECT_TRUE(first->lost_to_another());
  for (int i = 0; i < 2; ++i)
    EXPECT_THROW(first->write([](Transaction& t) { Boxes::add(t, "second"); }), Broken);
  EXPECT_EQ(Boxes::count(*first), 1);
}

TEST_F(PostgresqlEngine, MakesAWriteOnceWhoseAnswerWasLost) {
  const testing::PostgresqlProxy proxy(server.address());
  Database database(proxy.address(), "first, process 1");
  database.write([](Transaction& t) { Boxes::add(t, "first"); });
  proxy.cut_after_commit();
  database.write([](Transaction& t) { Boxes::add(t, "second"); });
  EXPECT_TRUE(proxy.has_cut());
  EXPECT_EQ(Boxes::count(database), 2);
}

TEST_F(PostgresqlEngine, WaitsForAServerThatKnowsWhetherItCommitted) {
  const testing::PostgresqlProxy proxy(server.address());
  Database database(proxy.address(), "first, process 1");
  proxy.cut_after_commit();
  proxy.refuse(true);
  const auto add = [&](const char* name) { database.write([&](Transaction& t) { Boxes::add(t, name); }); };
  // One of them commits and waits; the others wait for their turn, some before anybody knows that the server
  // is lost.
  std::vector<std::future<void>> writes;
  for (int i = 0; i < 5; ++i) writes.push_back(std::async(std::launch::async, add, "first"));
  const auto are_ready = [&] {
    return std::ranges::count_if(writes, [](auto& one) {
      return one.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
    });
  };
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (are_ready() < 4 && std::chrono::steady_clock::now() < end) continue;
  EXPECT_THROW(add("second"), Broken) << "others are refused meanwhile";
  proxy.refuse(false);
  int refused = 0;
  for (auto& one : writes) try {
      one.get();
    } catch (const Broken&) {
      ++refused;
    }
  EXPECT_EQ(refused, 4);
  EXPECT_EQ(Boxes::count(database), 1);
}

TEST_F(PostgresqlEngine, ThrowsWithoutAHolderIfTheAnswerWasLost) {
  const testing::PostgresqlProxy proxy(server.address());
  Database database(proxy.address());
  proxy.cut_after_commit();
  EXPECT_THROW(database.write([](Transaction& t) { Boxes::add(t, "first"); }), Broken);
  EXPECT_TRUE(proxy.has_cut());
}

TEST_F(PostgresqlEngine, GivesNoIdTwice) {
  const auto database = open();
  database->write([](Transaction& t) {
    EXPECT_EQ(Boxes::add(t, "first"), 1);
    run(t.session(), "DELETE FROM boxes");
  });
  database->write([](Transaction& t) { EXPECT_EQ(Boxes::add(t, "first"), 2); });
}

TEST_F(PostgresqlEngine, ComparesTextByBytes) {
  const auto database = open();
  database->write([](Transaction& t) {
    for (const auto* name : {"b", "B", "a", "_", "é"}) Boxes::add(t, name);
    std::string sorted;
    each<Text>(t.session(), "SELECT name FROM boxes ORDER BY name", values(),
               [&](const Text& name) { sorted += name; });
    EXPECT_EQ(sorted, "B_abé");
  });
}

TEST_F(PostgresqlEngine, RefusesToCommitAfterAFailedStatement) {
  const auto database = open();
  EXPECT_THROW(database->write([](Transaction& t) {
    Boxes::add(t, "first");
    try {
      t.session() << "SELECT nothing";
    } catch (const soci::soci_error&) {  // as a store that hides the failure
    }
  }),
               Broken);
  EXPECT_EQ(Boxes::count(*database), 0);
}

TEST_F(PostgresqlEngine, DoesNotShowTheValuesOfARowInAFailure) {
  const auto database = open();
  try {
    database->write([](Transaction& t) {
      Boxes::add(t, "secret");
      Boxes::add(t, "secret");
    });
    FAIL() << "stored twice";
  } catch (const Broken& broken) {
    EXPECT_FALSE(has(broken.reason.en, "secret")) << broken.reason.en;
  }
}

}  // namespace
}  // namespace cunkou::sql
