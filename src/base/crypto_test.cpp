#include "base/crypto.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

TEST(Crypto, HashesAsTheStandardDoes) {
  // FIPS 180-2, appendix B.1
  const auto abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(sha256_hex("abc"), abc);
  Sha256 parts;
  parts.add("a");
  parts.add("bc");
  EXPECT_EQ(parts.hex(), abc);
}

TEST(Crypto, MakesTokensOfUrlCharacters) {
  const auto token = random_token(24);
  EXPECT_EQ(token.size(), 32u);
  EXPECT_EQ(token.find_first_of("+/=\0"), std::string::npos);
  EXPECT_NE(token, random_token(24));
  EXPECT_EQ(random_token(32).size(), 43u);
  for (int n = 0; n < 100; ++n) EXPECT_LT(random_below(3), 3u);
}

TEST(Crypto, ComparesSecrets) {
  EXPECT_TRUE(equal_secrets("token", "token"));
  EXPECT_FALSE(equal_secrets("token", "tokem"));
  EXPECT_FALSE(equal_secrets("token", "token2"));
  EXPECT_TRUE(equal_secrets("", ""));
}

TEST(Crypto, EncodesBytes) {
  const std::string bytes("\0\x7f\xff", 3);
  EXPECT_EQ(to_hex(bytes), "007fff");
  EXPECT_EQ(from_hex("007fff"), bytes);
  EXPECT_EQ(from_base64("AH//"), bytes);
  EXPECT_EQ(from_base64("dGVsZWdyYWY="), "telegraf");
  EXPECT_EQ(from_base64("?"), "");
}

}  // namespace
}  // namespace cunkou
