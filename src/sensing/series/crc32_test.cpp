#include "sensing/series/crc32.hpp"

#include <gtest/gtest.h>

namespace cunkou::series {
namespace {

// Check value of CRC-32/ISO-HDLC; CRC-32C, with another polynomial, would give 0xE3069283.
TEST(Crc32, MatchesTheCheckValue) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(crc32(std::string_view()), 0U);
  EXPECT_EQ(crc32(std::string_view("\0", 1)), 0xD202EF8DU);
}

TEST(Crc32, AppendsLittleEndianAndDetectsAFlippedBit) {
  std::string block = "123456789";
  seal_with_crc32(block);
  EXPECT_EQ(block.substr(9), "\x26\x39\xF4\xCB");
  std::string_view opened = block;
  ASSERT_TRUE(open_crc32(opened));
  EXPECT_EQ(opened, "123456789");
  for (std::size_t bit = 0; bit < block.size() * 8; ++bit) {
    auto other = block;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
    std::string_view flipped = other;
    EXPECT_FALSE(open_crc32(flipped)) << bit;
  }
  for (std::string_view text : {"", "\xCB", "abc"}) EXPECT_FALSE(open_crc32(text)) << text;
}

}  // namespace
}  // namespace cunkou::series
