#include <gtest/gtest.h>

#include <set>

#include "base/limits.hpp"
#include "core/people/password.hpp"
#include "core/people/phone.hpp"
#include "core/people/secret.hpp"
#include "core/people/sign_in.hpp"
#include "core/people/sign_in_throttle.hpp"

namespace cunkou::people {
namespace {

TEST(ParsePhone, AcceptsCommonNotations) {
  for (auto text : {"13800000001", "138 0000 0001", "138-0000-0001", "+86 138 0000 0001", "+8613800000001"})
    EXPECT_EQ(parse_phone(text).value(), "13800000001");
  for (auto text : {"", "1380000000", "138000000011", "12800000001", "23800000001", "1380000000a", "００"})
    EXPECT_TRUE(parse_phone(text).has_error()) << text;
}

TEST(MaskedPhone, HidesTheMiddleDigits) { EXPECT_EQ(masked_phone("13800000001"), "138****0001"); }

TEST(Secret, IsUnique) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(seen.insert(new_session_token()).second);
    EXPECT_TRUE(seen.insert(new_invitation_code()).second);
  }
  EXPECT_EQ(new_session_token().size(), 43u);
  EXPECT_EQ(new_invitation_code().size(), 10u);
}

TEST(NormalisedCode, IgnoresCaseBlanksAndDashes) {
  EXPECT_EQ(normalised_code(" abcde-fgh23 "), "ABCDEFGH23");
}

TEST(HashSecret, IsSha256) {
  EXPECT_EQ(hash_secret("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

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

const Instant now{1'700'000'000'000};

TEST(SignInThrottle, BlocksAnAddressAfterFiveFailures) {
  SignInThrottle tries;
  for (int i = 0; i < limits::sign_in_attempts; ++i) EXPECT_FALSE(tries.count("13800000001", "1.1.1.1", now));
  EXPECT_EQ(tries.count("13800000001", "1.1.1.1", now), limits::sign_in_wait);
  EXPECT_EQ(tries.count("13800000001", "1.1.1.1", now + minutes(5)), minutes(10));
  EXPECT_FALSE(tries.count("13800000001", "2.2.2.2", now)) << "the owner elsewhere may still sign in";
  EXPECT_FALSE(tries.count("13800000002", "1.1.1.1", now)) << "so may a neighbour behind the same address";
  EXPECT_FALSE(tries.count("13800000001", "1.1.1.1", now + limits::sign_in_wait));
}

TEST(SignInThrottle, ResetsAfterASuccess) {
  SignInThrottle tries;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < limits::sign_in_attempts - 1; ++i)
      EXPECT_FALSE(tries.count("13800000001", "a" + std::to_string(round), now));
    EXPECT_FALSE(tries.count("13800000001", "a" + std::to_string(round), now + minutes(round)));
    tries.was_good("13800000001", "a" + std::to_string(round));
    if (round == 4) break;
  }
}

TEST(SignInThrottle, LimitsAttemptsPerAddress) {
  SignInThrottle tries;
  int let = 0;
  for (int i = 0; i < 1000; ++i) let += !tries.count("1380000" + std::to_string(1000 + i), "1.1.1.1", now);
  EXPECT_EQ(let, limits::sign_in_attempts_address);
}

TEST(SignInThrottle, LimitsAttemptsPerPhoneNumber) {
  SignInThrottle tries;
  int let = 0;
  for (int i = 0; i < 1000; ++i) let += !tries.count("13800000001", std::to_string(i), now);
  EXPECT_EQ(let, limits::sign_in_attempts_phone);
}

TEST(RateLimiter, BoundsItsMemory) {
  RateLimiter tries(1, minutes(1));
  for (std::size_t i = 0; i < limits::tries_kept + 50; ++i)
    EXPECT_FALSE(tries.count(std::to_string(i), now + Duration(i)));
  EXPECT_FALSE(tries.count("0", now)) << "the oldest is forgotten";
  EXPECT_TRUE(tries.count(std::to_string(limits::tries_kept), now));
}

TEST(RateLimiter, BoundsTheWaitAfterTheClockIsSetBack) {
  RateLimiter tries(1, minutes(15));
  tries.count("a", now + days(3650));
  EXPECT_EQ(tries.count("a", now), minutes(15));
}

TEST(DeviceKind, NamesSystemAndBrowser) {
  EXPECT_EQ(device_kind(
                "Mozilla/5.0 (Linux; Android 13; V2166BA) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 "
                "MicroMessenger/8.0.47"),
            "Android · WeChat");
  EXPECT_EQ(device_kind("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0"),
            "Windows · Edge");
  EXPECT_EQ(device_kind(""), "");
}

}  // namespace
}  // namespace cunkou::people
