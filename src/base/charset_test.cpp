#include "base/charset.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

using namespace std::string_literals;

ByteSource in_parts(const std::string& text, std::size_t part) {
  return [rest = std::string_view(text), part](char* into, std::size_t size) mutable {
    const auto count = rest.copy(into, std::min(size, part));
    rest.remove_prefix(count);
    return count;
  };
}

std::string read(const std::string& text, std::size_t part) {
  const auto charset = charset_of(in_parts(text, part));
  if (!charset) return "refused";
  const auto source = in_utf8(in_parts(text, part), *charset);
  std::string out;
  char buffer[5];
  while (const auto count = source(buffer, sizeof buffer)) out.append(buffer, count);
  return out;
}

void expect(const std::string& bytes, const std::string& utf8) {
  for (const std::size_t part : {1, 3, 100'000}) EXPECT_EQ(read(bytes, part), utf8) << part;
  const auto whole = in_utf8(bytes);
  EXPECT_EQ(whole ? *whole : "refused", utf8);
}

TEST(InUtf8, ReturnsUtf8Unchanged) {
  expect("", "");
  expect("time,温度\n", "time,温度\n");
  expect("\xEF\xBB\xBFtime", "\xEF\xBB\xBFtime");
}

TEST(InUtf8, ConvertsGb18030) {
  expect("\xCA\xB1\xBC\xE4,\xCE\xC2\xB6\xC8\xA1\xE6\n", "时间,温度℃\n");
  expect("\x81\x30\x81\x30\xD6\xD0", "\u0080中");  // four bytes, which GBK lacks
}

TEST(InUtf8, ConvertsUtf16WithAByteOrderMark) {
  expect("\xFF\xFE"s + "t\0\x29\x6E"s, "\xEF\xBB\xBFt温");
  expect("\xFE\xFF"s + "\0t\x6E\x29"s, "\xEF\xBB\xBFt温");
}

TEST(InUtf8, RefusesAnUnknownCharset) {
  expect("a\xFF\xFF,1", "refused");
  expect("\xCA\xB1\xBC", "refused");           // cut within a character
  expect("\xFF\xFE"s + "\0\xDC"s, "refused");  // half a surrogate pair
  const auto why = in_utf8("\xFF\xFF");
  EXPECT_NE(why.error().reason.en.find("CSV UTF-8"), std::string::npos);
}

TEST(InUtf8, ConvertsALongTextInBoundedParts) {
  std::string gb, utf8;
  for (int i = 0; i < 100'000; ++i) gb += "a\xD6\xD0", utf8 += "a中";
  EXPECT_EQ(read(gb, 100'000), utf8);
}

}  // namespace
}  // namespace cunkou
