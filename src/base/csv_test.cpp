#include "base/csv.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read(CsvReader reader) {
  Rows rows;
  for (CsvRow row; reader.next(row);) {
    if (!row.fault)
      rows.emplace_back(row.fields.begin(), row.fields.end());
    else
      rows.push_back({"line " + std::to_string(row.line), row.fault->en});
  }
  return rows;
}

Rows read(std::string_view text) { return read(CsvReader(text)); }

// Delivers `step` bytes per call.
Rows read_in_steps(std::string_view text, std::size_t step) {
  return read(CsvReader([text, step](char* into, std::size_t size) mutable {
    size = std::min({size, step, text.size()});
    text.copy(into, size);
    text.remove_prefix(size);
    return size;
  }));
}

TEST(CsvReader, SplitsRows) {
  EXPECT_EQ(read("a,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read("a,b\r\n1,\r\n"), (Rows{{"a", "b"}, {"1", ""}}));
  EXPECT_EQ(read("a,,c"), (Rows{{"a", "", "c"}}));
  EXPECT_EQ(read(""), Rows{});
}

TEST(CsvReader, DetectsTheSeparatorFromTheFirstRow) {
  EXPECT_EQ(read("a;b\n1;2,5\n\"x;y\";z\n"), (Rows{{"a", "b"}, {"1", "2,5"}, {"x;y", "z"}}));
  EXPECT_EQ(read("a\tb\n1\t\n"), (Rows{{"a", "b"}, {"1", ""}}));
  EXPECT_EQ(read("a,b;c,d\n1,2;3,4\n"), (Rows{{"a", "b;c", "d"}, {"1", "2;3", "4"}}));
  EXPECT_EQ(read("\"a;b;c\",d\n1;2,3\n"), (Rows{{"a;b;c", "d"}, {"1;2", "3"}}));
}

TEST(CsvReader, SkipsAByteOrderMarkAndBlankLines) {
  EXPECT_EQ(read("\xEF\xBB\xBF\r\na\n\n  \nb\n"), (Rows{{"a"}, {"b"}}));
}

TEST(CsvReader, UnescapesQuotedFields) {
  EXPECT_EQ(read("\"a,1\",\"say \"\"hi\"\"\"\r\n\"\",x\n"), (Rows{{"a,1", "say \"hi\""}, {"", "x"}}));
  EXPECT_EQ(read("\"two\r\nlines\",b\nc,d\n"), (Rows{{"two\r\nlines", "b"}, {"c", "d"}}));
}

TEST(CsvReader, CountsLineBreaksInsideQuotes) {
  CsvReader reader("h\n\"x\ny\",1\nz\n");
  CsvRow row;
  for (std::size_t line : {1u, 2u, 4u}) {
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.line, line);
  }
  EXPECT_EQ(reader.bytes_read(), 12u);
}

TEST(CsvReader, ContinuesAfterAMalformedRow) {
  EXPECT_EQ(read("a\n\"b\nc\n"), (Rows{{"a"}, {"line 2", "A quote is not closed"}, {"c"}}));
  EXPECT_EQ(read("a\nb\"x\",1\nc\n"),
            (Rows{{"a"}, {"line 2", "A quote is inside a field: quote the whole field"}, {"c"}}));
  EXPECT_EQ(read("\"b\"x,1\nc\n"),
            (Rows{{"line 1", "A quote is inside a field: quote the whole field"}, {"c"}}));
}

TEST(CsvReader, RefusesARowOverTheLimit) {
  const std::string wide(limits::csv_row_bytes + 1, 'x');
  EXPECT_EQ(read("a\n" + wide + "\nb\n"), (Rows{{"a"}, {"line 2", "The row is too long"}, {"b"}}));
  EXPECT_EQ(read("a\n\"" + wide + "\",1\nb\n"), (Rows{{"a"}, {"line 2", "The row is too long"}, {"b"}}));
  EXPECT_EQ(read("a\n\"b\n" + std::string(3 * limits::csv_row_bytes, '\n') + "c\n"),
            (Rows{{"a"}, {"line 2", "A quote is not closed"}, {"c"}}));
  EXPECT_EQ(read(std::string(limits::csv_fields, ',') + "\nb\n"),
            (Rows{{"line 1", "The row has too many columns"}, {"b"}}));
}

TEST(CsvReader, ReadsTheSameRowsInPartsOfAnySize) {
  std::string text = "\xEF\xBB\xBFname,\"quo\"\"ted\",x\r\n";
  for (int i = 0; i < 3000; ++i)
    text += i % 7 == 0 ? "\"line\nbreak\",\"\"," + std::to_string(i) + "\r\n"
                       : "row,plain," + std::to_string(i) + "\n";
  const auto whole = read(text);
  EXPECT_EQ(whole.size(), 3001u);
  for (std::size_t step : {1u, 2u, 7u, 100u, 65536u}) EXPECT_EQ(read_in_steps(text, step), whole) << step;
}

TEST(CsvColumn, FindsTheColumnByItsHeader) {
  const std::vector<std::string_view> header{" Stream", "TIME_UTC ", "value"};
  EXPECT_EQ(csv_column(header, {"time", "time_utc", "timestamp"}), 1u);
  EXPECT_EQ(csv_column(header, {"unit"}), std::nullopt);
}

}  // namespace
}  // namespace cunkou
