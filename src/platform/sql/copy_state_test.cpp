#include "platform/sql/copy_state.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>
#include <filesystem>
#include <functional>

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/boxes.hpp"
#include "platform/sql/testing/postgresql.hpp"

namespace cunkou::sql {
namespace {

struct CopyState : ::testing::Test {
  testing::Postgresql server;
  std::string folder = (std::filesystem::temp_directory_path() / "cunkou-copy-XXXXXX").string();

  CopyState() {
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
    for (const auto& state : {server.address(), file("a.db"), file("b.db")}) boxes.emplace_back(state);
  }
  ~CopyState() override {
    boxes.clear();
    std::filesystem::remove_all(folder);
  }
  std::deque<testing::Boxes> boxes;
  std::string file(const std::string& name) const { return folder + "/" + name; }

  static void change(const std::string& state, const std::function<void(Transaction&)>& f) {
    Database(state).write([&](Transaction& t) { f(t); });
  }
  // A box inside a later one, a number that needs all its digits, a null, and an id that was given and
  // removed.
  static void fill(const std::string& state) {
    change(state, [](Transaction& t) {
      const auto add = [&](const std::string& row) {
        run(t.session(), "INSERT INTO boxes (id, name, weight, inside) VALUES " + row);
      };
      add("(7, '吴堡县''s\n', 37.452817364918273, NULL)");
      add("(3, '镇', NULL, 7)");
      add("(90, 'x', 0, NULL)");
      run(t.session(), "DELETE FROM boxes WHERE id = 90");
    });
  }
  static std::string content(const std::string& state) {
    std::string text;
    change(state, [&](Transaction& t) {
      each<Int, Text, MaybeReal, MaybeInt>(
          t.session(), "SELECT id, name, weight, inside FROM boxes ORDER BY id", values(),
          [&](Int id, const Text& name, MaybeReal weight, MaybeInt inside) {
            text += std::to_string(id) + name + (inside ? std::to_string(*inside) : "-") +
                    (weight ? std::to_string(*weight == 37.452817364918273) : "-") + "\n";
          });
    });
    return text;
  }
  static std::int64_t add_box(const std::string& state, const std::string& name) {
    std::int64_t id = 0;
    change(state, [&](Transaction& t) { id = testing::Boxes::add(t, name); });
    return id;
  }
};

TEST_F(CopyState, CopiesEveryRowThereAndBack) {
  fill(file("a.db"));
  const auto there = copy_state(file("a.db"), server.address());
  EXPECT_EQ(content(server.address()), content(file("a.db")));
  const auto back = copy_state(server.address(), file("b.db"));
  EXPECT_EQ(content(file("b.db")), content(file("a.db")));
  ASSERT_EQ(there.size(), back.size());
  for (std::size_t i = 0; i < there.size(); ++i) {
    EXPECT_EQ(there[i].name, back[i].name);
    EXPECT_EQ(there[i].rows, back[i].rows) << there[i].name;
  }
}

TEST_F(CopyState, KeepsWhichIdsWereGiven) {
  fill(file("a.db"));
  copy_state(file("a.db"), server.address());
  EXPECT_EQ(add_box(server.address(), "next"), 91);
  copy_state(server.address(), file("b.db"));
  EXPECT_EQ(add_box(file("b.db"), "later"), 92);
}

TEST_F(CopyState, RefusesATargetWithRowsAndLeavesItAsItIs) {
  fill(file("a.db"));
  fill(server.address());
  const auto before = content(server.address());
  EXPECT_THROW(copy_state(file("a.db"), server.address()), Broken);
  EXPECT_EQ(content(server.address()), before);
}

TEST_F(CopyState, RefusesAReferenceToNothingAndCopiesNothing) {
  fill(file("a.db"));
  {
    soci::session session(soci::sqlite3, file("a.db"));
    session << "UPDATE boxes SET inside = 1000 WHERE id = 3";  // without foreign_keys = ON
  }
  EXPECT_THROW(copy_state(file("a.db"), server.address()), Broken);
  EXPECT_EQ(content(server.address()), "");
}

TEST_F(CopyState, RefusesAFileThatIsNotThere) {
  EXPECT_THROW(copy_state(file("none.db"), server.address()), Broken);
  EXPECT_FALSE(std::filesystem::exists(file("none.db")));
}

TEST_F(CopyState, ReplacesAnUnfinishedCopyAndKeepsAFinishedOne) {
  fill(file("a.db"));
  copy_state(file("a.db"), server.address());
  claim_empty_state(server.address());
  copy_state(file("a.db"), server.address());
  finish_copy(server.address());
  EXPECT_THROW(claim_empty_state(server.address()), Broken);
  EXPECT_EQ(content(server.address()), content(file("a.db")));
}

TEST_F(CopyState, IsUnfinishedFromTheClaimToTheEnd) {
  fill(file("a.db"));
  EXPECT_FALSE(is_unfinished_copy(server.address()));
  claim_empty_state(server.address());
  EXPECT_TRUE(is_unfinished_copy(server.address()));
  copy_state(file("a.db"), server.address());
  EXPECT_TRUE(is_unfinished_copy(server.address()));
  finish_copy(server.address());
  EXPECT_FALSE(is_unfinished_copy(server.address()));
  EXPECT_FALSE(is_unfinished_copy(file("a.db")));
}

TEST_F(CopyState, RefusesATableThatTheTargetDoesNotHave) {
  change(server.address(), [](Transaction& t) { run(t.session(), "CREATE TABLE visitors (id BIGINT)"); });
  try {
    copy_state(server.address(), file("a.db"));
    ADD_FAILURE();
  } catch (const Broken& broken) {
    EXPECT_NE(broken.reason.en.find("visitors"), std::string::npos) << broken.reason.en;
  }
  change(server.address(), [](Transaction& t) { run(t.session(), "DROP TABLE visitors"); });
}

TEST_F(CopyState, CopiesMoreRowsThanOnePartHolds) {
  change(server.address(), [](Transaction& t) {
    run(t.session(), "INSERT INTO boxes (name) SELECT 'box ' || n FROM generate_series(1, 2500) AS n");
  });
  copy_state(server.address(), file("a.db"));
  EXPECT_EQ(content(file("a.db")), content(server.address()));
}

TEST_F(CopyState, NamesTheTableButNoValueOfARow) {
  change(file("a.db"),
         [](Transaction& t) { run(t.session(), "INSERT INTO boxes (name) VALUES ('secret')"); });
  {
    soci::session session(soci::sqlite3, file("a.db"));
    session << "DROP TABLE boxes";  // without its UNIQUE
    session << "CREATE TABLE boxes (id INTEGER PRIMARY KEY, name TEXT, weight REAL, inside INTEGER)";
    session << "INSERT INTO boxes (name) VALUES ('secret'), ('secret')";
  }
  try {
    copy_state(file("a.db"), server.address());
    ADD_FAILURE();
  } catch (const Broken& broken) {
    EXPECT_NE(broken.reason.en.find("boxes"), std::string::npos) << broken.reason.en;
    EXPECT_EQ(broken.reason.en.find("secret"), std::string::npos) << broken.reason.en;
  }
}

}  // namespace
}  // namespace cunkou::sql
