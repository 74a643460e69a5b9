#include "core/people/guessable_password.hpp"

#include <gtest/gtest.h>

#include "core/people/common_passwords.hpp"

namespace cunkou::people {
namespace {

TEST(IsGuessablePassword, KnowsRepetitionsRunsAndWords) {
  for (auto text : {"88888888",       "12345678",    "87654321",  "password", "Password1", "2026password!",
                    "PASSWORD123456", "qwerty123",   "123qwerty", "qwertyui", "admin888",  "admin@2026",
                    "cunkou123",      "Cunkou-2026", "aaaaaaaa",  "abababab", "12341234",  "abcdefgh",
                    "zyxwvuts",       "1q2w3e4r",    "--------",  "        ", "0123456789"})
    EXPECT_TRUE(is_guessable_password(text, "13800000001")) << text;
}

TEST(IsGuessablePassword, KnowsBirthdaysAndThePhoneNumber) {
  for (auto text :
       {"19880808", "08081988", "lw880808", "19991231zw", "19900101", "900101zhang", "zhangsan900101",
        "wang1990-01-01", "800000001", "a13800000001", "13800000001", "00000001"})
    EXPECT_TRUE(is_guessable_password(text, "13800000001")) << text;
}

TEST(IsGuessablePassword, KnowsChineseHabits) {
  for (auto text : {"1qaz2wsx",   "1QAZ2wsx",      "5201314a",   "a5201314",  "5201314520", "woaini1314",
                    "woaini520",  "woaini5201314", "a1234567",   "aa123456",  "qq123456",   "abc123456",
                    "wang123456", "zhang123",      "123456zhao", "asd123456", "147258369",  "1234qwer",
                    "qazwsx123",  "zxcvbnm123",    "a123456789", "1314520aa"})
    EXPECT_TRUE(is_guessable_password(text, "")) << text;
}

TEST(IsGuessablePassword, KnowsTheListOfCommonPasswords) {
  for (auto text : {"baseball", "trustno1", "Superman", "jonathan"})
    EXPECT_TRUE(is_guessable_password(text, "")) << text;
  EXPECT_GT(common_passwords_json().size(), 300'000u);
}

TEST(IsGuessablePassword, AcceptsWordsThatHaveNothingToDoWithOneAnother) {
  for (auto text : {"pear-and-noodles", "admin of the green house", "大棚里西红柿红了", "tomato 38 vines",
                    "48213750", "lantern-river-41"})
    EXPECT_FALSE(is_guessable_password(text, "13800000001")) << text;
}

}  // namespace
}  // namespace cunkou::people
