#include "base/percent.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

TEST(PercentDecode, DecodesUtf8AndRefusesIncompleteEscapes) {
  EXPECT_EQ(percent_decode("a%20b+c"), "a b+c");
  EXPECT_EQ(percent_decode("a%20b+c", Plus::is_space), "a b c");
  EXPECT_EQ(percent_decode("%E5%A4%A7%e6%a3%9a"), "大棚");
  for (auto text : {"%", "%2", "a%zz", "%00", "%-1"}) EXPECT_FALSE(percent_decode(text)) << text;
}

TEST(PercentDecodeLeniently, KeepsInvalidEscapes) {
  for (auto text : {"%", "5%", "%2", "a%zz", "%-1", "%%"}) EXPECT_EQ(percent_decode_leniently(text), text);
  EXPECT_EQ(percent_decode_leniently("%%20%2"), "% %2");
  EXPECT_EQ(percent_decode_leniently("a+b%2B%00", Plus::is_space), std::string("a b+\0", 5));
}

TEST(PercentEncode, KeepsUnreservedAndListedCharacters) {
  EXPECT_EQ(percent_encode("a-._~Z9 /+%棚"), "a-._~Z9%20%2F%2B%25%E6%A3%9A");
  EXPECT_EQ(percent_encode("$filter=a b", "$="), "$filter=a%20b");
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
}

}  // namespace
}  // namespace cunkou
