#include "platform/sql/stored_word.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "platform/sql/database.hpp"
#include "platform/sql/testing/run_sql.hpp"

namespace cunkou::sql {
namespace {

using testing::run_sql;

std::optional<int> parse(std::string_view word) {
  return word == "one" ? std::optional(1) : word == "two" ? std::optional(2) : std::nullopt;
}
bool is_known(std::string_view word) { return parse(word).has_value(); }

TEST(StoredWord, IsReportedOnceForEachRow) {
  std::vector<std::string> lines;
  set_unknown_word_log([&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_EQ(stored_word("things.size", 7, "one", parse("one")), 1);
  for (const std::int64_t row : {7, 7, 8}) EXPECT_FALSE(stored_word("things.size", row, "ten", parse("ten")));
  EXPECT_FALSE(stored_word("things.size", "air of thing 7", "ten", parse("ten")));
  set_unknown_word_log({});
  EXPECT_FALSE(stored_word("things.size", 9, "ten", parse("ten")));
  EXPECT_EQ(lines, (std::vector<std::string>{
                       R"(things.size, row 7: this version does not know "ten")",
                       R"(things.size, row 8: this version does not know "ten")",
                       R"(things.size, row air of thing 7: this version does not know "ten")"}));
}

TEST(Database, ListsUnknownWordsWithTheirFirstRow) {
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
