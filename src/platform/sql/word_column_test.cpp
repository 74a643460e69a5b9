#include "platform/sql/word_column.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "platform/sql/database.hpp"
#include "platform/sql/testing/run_sql.hpp"

namespace cunkou::sql {
namespace {

using testing::run_sql;

bool is_known(std::string_view word) { return word == "one" || word == "two"; }

TEST(WordColumn, ListsUnknownWordsWithTheirFirstRow) {
  Database database(":memory:");
  run_sql(database, "CREATE TABLE sizes (id INTEGER PRIMARY KEY, size TEXT)");
  run_sql(database,
          "INSERT INTO sizes VALUES (1, 'one'), (2, 'ten'), (3, 'ten'), (4, ''), (5, NULL), (6, 'two')");
  const std::vector<WordColumn> columns{{"sizes", "size", "id", is_known}};
  EXPECT_EQ(
      database.unknown_words(columns),
      std::vector<std::string>{R"(sizes.size: this version does not know "ten", in 2 rows, first row 2)"});
}

}  // namespace
}  // namespace cunkou::sql
