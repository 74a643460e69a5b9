#include "platform/sql/stored_word.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cunkou::sql {
namespace {

std::optional<int> parse(std::string_view word) {
  return word == "one" ? std::optional(1) : word == "two" ? std::optional(2) : std::nullopt;
}

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

}  // namespace
}  // namespace cunkou::sql
