#include "base/text.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

TEST(Excerpt, IsValidUtf8ForAnyInput) {
  EXPECT_EQ(excerpt("气温 21"), "气温 21");
  EXPECT_EQ(excerpt("a\xff\xe6\xb0z"), "a\uFFFD\uFFFD\uFFFDz");
  EXPECT_EQ(excerpt(std::string_view("a\0z", 3)), "a\uFFFDz") << "PostgreSQL keeps no U+0000";
  EXPECT_EQ(excerpt(""), "");
  EXPECT_EQ(excerpt("气温 21", 4), "气…");
  EXPECT_EQ(excerpt("气温 21", 6), "气温…");
  EXPECT_EQ(excerpt("\x80\x80\x80", 2), "…");
}

TEST(ParseNumber, ParsesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_number<std::int64_t>("-12"), -12);
  EXPECT_EQ(parse_number<double>("21.5"), 21.5);
  for (auto text : {"", " 1", "1 ", "+1", "1x", "0x1", "1.5"})
    EXPECT_EQ(parse_number<std::int64_t>(text), std::nullopt) << text;
  EXPECT_EQ(parse_number<unsigned short>("65536"), std::nullopt);
  EXPECT_EQ(parse_number<unsigned short>("-1"), std::nullopt);
}

TEST(IsDigit, AcceptsTheTenOfAsciiOnly) {
  std::string digits;
  for (int c = 0; c < 256; ++c)
    if (is_digit(static_cast<char>(c))) digits += static_cast<char>(c);
  EXPECT_EQ(digits, "0123456789");
}

TEST(IsUtf8, AcceptsWellFormedTextOnly) {
  for (auto text : {"", "abc", "村口", "é", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(text)) << text;
  for (auto text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                    "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE6\x9D", "a\xE6", "\xB4\xE5\xBF\xDA"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Trimmed, RemovesBlanksAtBothEndsOnly) {
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed("\t a ", " "), "\t a");
  EXPECT_EQ(trimmed("a"), "a");
  for (auto text : {"", " ", "\r\n \t"}) EXPECT_EQ(trimmed(text), "") << text;
}

TEST(ParseName, TrimsBlanks) {
  EXPECT_EQ(parse_name("  大棚户01 \n").value(), "大棚户01");
  EXPECT_EQ(parse_name(std::string(limits::name_bytes, 'x')).value().size(), limits::name_bytes);
}

TEST(ParseName, RefusesInvalidNames) {
  for (const std::string& text :
       {std::string(), std::string("  "), std::string("a\nb"), std::string("a\0b", 3),
        std::string("\xB4\xE5"), std::string(limits::name_bytes + 1, 'x')})
    EXPECT_TRUE(parse_name(text).has_error()) << text;
}

TEST(ParseName, RefusesCharactersThatAreInvisibleOrChangeTheDirection) {
  for (auto text : {"大棚\u200B1", "a\u200Db", "\u200E大棚", "大棚\u200F", "a\u202Ab", "a\u202Eb", "a\u2060b",
                    "a\u2064b", "a\u2066b", "a\u2069b", "\uFEFFa", "a\u00ADb", "a\U000E0041b", "❤\uFE0F",
                    "葛\U000E0100", "a\u2028b", "a\u0085b", "a\u3164b"}) {
    const auto refused = parse_name(text);
    ASSERT_TRUE(refused.has_error()) << escaped(text);
    EXPECT_NE(refused.error().reason.en.find("U+"), std::string::npos) << refused.error().reason.en;
  }
  for (auto text : {"大棚1号", "Ä é", "😀", "㐀𠮷", "东一棚（新）", "a\u3000b"})
    EXPECT_EQ(parse_name(text).value(), text);
}

TEST(ParseName, RefusesBlanksOfAnyScript) {
  for (auto text : {"\u3000", "\u00A0\u2003", "\u2800"}) EXPECT_TRUE(parse_name(text).has_error()) << text;
}

TEST(Escaped, HasNoControlOrInvisibleCharacters) {
  EXPECT_EQ(escaped("a\x1b[31m\r\n李\x7f"), "a\\x1b[31m\\x0d\\x0a李\\x7f");
  EXPECT_EQ(escaped("温\u202E度\u200B\U000E0041\u0085"), "温\\u{202e}度\\u{200b}\\u{e0041}\\u{85}");
  EXPECT_EQ(escaped("\xff\xe6\xb0"), "\\xff\\xe6\\xb0");
  EXPECT_EQ(escaped(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(escaped("/v1.1/Datastreams(7) 温度 😀"), "/v1.1/Datastreams(7) 温度 😀");
}

TEST(WithoutControlCharacters, ReplacesEachOfThemAlone) {
  EXPECT_EQ(without_control_characters("a\x1b[31m\r\n李\x7f", '?'), "a?[31m??李?");
}

TEST(LowerCase, ChangesAsciiLettersOnly) {
  EXPECT_EQ(lower_case("Accept-ENCODING Ä大棚1"), "accept-encoding Ä大棚1");
}

}  // namespace
}  // namespace cunkou
