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

TEST(CheckPasswordForm, CountsCharactersAndBytes) {
  EXPECT_TRUE(check_password_form("xq7-mw2", "").has_error()) << "seven characters";
  EXPECT_TRUE(check_password_form("xq7-mw2k", "").has_value())
      << "eight are enough, since the list is checked";
  EXPECT_TRUE(check_password_form("大棚里", "").has_error()) << "nine bytes, three characters";
  EXPECT_TRUE(check_password_form("大棚里西红柿红了", "").has_value());
  EXPECT_TRUE(check_password_form(std::string(limits::password_bytes_max + 1, 'x') + "y", "").has_error());
}

TEST(CheckPasswordForm, RefusesAGuessablePasswordWithWhatToDo) {
  const auto refused = check_password_form("5201314520", "");
  ASSERT_TRUE(refused.has_error());
  EXPECT_NE(refused.error().reason.zh.find("请换"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::people
