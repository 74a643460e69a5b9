#include "app/cli/csv_parts.hpp"

#include <gtest/gtest.h>

namespace cunkou::app {
namespace {

std::vector<CsvParts::Part> parts_of(std::string text, std::size_t bytes, std::size_t step = 7) {
  std::string_view rest = text;
  CsvParts parts(
      [&](char* into, std::size_t size) {
        size = rest.copy(into, std::min(size, step));
        rest.remove_prefix(size);
        return size;
      },
      bytes);
  std::vector<CsvParts::Part> out;
  while (auto part = parts.next()) out.push_back(std::move(*part));
  EXPECT_EQ(parts.bytes_read(), text.size());
  return out;
}

TEST(CsvParts, BeginWithTheHeaderAndEndAfterARow) {
  const std::string header = "\xEF\xBB\xBF\nstream,time,value\r\n";
  const std::string rows[] = {"a,1,2\r\n", "\"b\nc\",1,2\n", "\n", "d,1,\"2\"\n", "e,1,2"};
  const auto parts = parts_of(header + rows[0] + rows[1] + rows[2] + rows[3] + rows[4], 15);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].text, header + rows[0] + rows[1]);
  EXPECT_EQ(parts[1].text, header + rows[2] + rows[3] + rows[4]);
  EXPECT_EQ(parts[1].lines_before, 3);
}

TEST(CsvParts, ContainEveryRowOnceWithItsLineNumber) {
  std::string text = "stream,time,value\n";
  std::vector<std::string> lines{"", "stream,time,value"};
  for (int n = 0; n < 500; ++n) {
    auto row = "row " + std::to_string(n) + ",\"two\nlines\"," + (n % 7 ? "" : "\"an open quote");
    if (n % 7 == 0) row = "row " + std::to_string(n);
    lines.push_back(row.substr(0, row.find('\n')));
    if (row.find('\n') != row.npos) lines.push_back(row.substr(row.find('\n') + 1));
    text += row + "\n";
  }
  int found = 0;
  for (const auto& part : parts_of(text, 300, 64)) {
    CsvReader reader{std::string_view(part.text)};
    CsvRow row;
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.text, "stream,time,value");
    while (reader.next(row)) {
      EXPECT_EQ(row.fields.at(0), "row " + std::to_string(found++));
      EXPECT_TRUE(
          lines.at(row.line + static_cast<std::size_t>(part.lines_before)).starts_with(row.fields.at(0)));
    }
  }
  EXPECT_EQ(found, 500);
}

TEST(CsvParts, ReturnOnePartWithoutRows) {
  ASSERT_EQ(parts_of("stream,time,value\n", 100).size(), 1u);
  EXPECT_EQ(parts_of("", 100).size(), 1u);
}

}  // namespace
}  // namespace cunkou::app
