#include "core/people/password.hpp"
#include "core/people/limits.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

TEST(PasswordMatches, AcceptsTheSamePasswordOnly) {
  const auto hash = hash_password("大棚里的西红柿");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(password_matches(hash, "大棚里的西红柿"));
  EXPECT_FALSE(password_matches(hash, "大棚里的黄瓜"));
  EXPECT_FALSE(password_matches("", "nobody's password"));
}

TEST(CheckPasswordForm, RefusesGuessablePasswords) {
  for (auto text : {"",         "short",     "88888888",      "12345678",       "87654321",    "13800000001",
                    "password", "Password1", "2026password!", "PASSWORD123456", "qwerty123",   "123qwerty",
                    "qwertyui", "admin888",  "admin@2026",    "cunkou123",      "Cunkou-2026", "aaaaaaaa",
                    "abababab", "12341234",  "abcdefgh",      "zyxwvuts",       "1qaz2wsx",    "1q2w3e4r",
                    "19880808", "08081988",  "lw880808",      "19991231zw",     "800000001",   "a13800000001",
                    "00000001", "--------",  "        ",      "0123456789"})
    EXPECT_TRUE(check_password_form(text, "13800000001").has_error()) << text;
  EXPECT_TRUE(check_password_form(std::string(limits::password_bytes_max + 1, 'x') + "y", "").has_error());
  for (auto text :
       {"pear-and-noodles", "admin of the green house", "大棚里的西红柿", "tomato 38 vines", "48213750"})
    EXPECT_TRUE(check_password_form(text, "13800000001").has_value()) << text;
}

}  // namespace
}  // namespace cunkou::people
