#include "core/people/totp.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

// "12345678901234567890", the key of RFC 6238 appendix B, whose codes of eight digits end with these.
constexpr std::string_view key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const Instant now{1'700'000'000'000};

TEST(Totp, GivesTheCodesOfTheStandard) {
  const auto at = [](std::int64_t second) { return totp_code(key, totp_step(Instant{second * 1000})); };
  EXPECT_EQ(at(59), "287082");
  EXPECT_EQ(at(1111111109), "081804");
  EXPECT_EQ(at(1111111111), "050471");
  EXPECT_EQ(at(1234567890), "005924");
  EXPECT_EQ(at(2000000000), "279037");
  EXPECT_EQ(at(20000000000), "353130");
  EXPECT_EQ(totp_code("not base32!", 1), "");
}

TEST(Totp, AcceptsACodeOfTheStepBeforeAndAfter) {
  const auto step = totp_step(now);
  const auto match = [&](std::int64_t of, std::int64_t after = 0) {
    return matching_totp_step(key, totp_code(key, of), now, after);
  };
  for (const auto of : {step - 1, step, step + 1}) EXPECT_EQ(match(of), of);
  EXPECT_FALSE(match(step - 2));
  EXPECT_FALSE(match(step + 2));
  EXPECT_FALSE(match(step, step)) << "a code is accepted once";
  EXPECT_FALSE(match(step - 1, step)) << "nor an earlier one after it";
  EXPECT_TRUE(match(step + 1, step));
  EXPECT_FALSE(matching_totp_step(key, "", now, 0));
  EXPECT_FALSE(matching_totp_step("", "", now, 0));
}

TEST(NewTotpSecret, IsRandomAndReadable) {
  EXPECT_EQ(new_totp_secret().size(), 32u);
  EXPECT_NE(new_totp_secret(), new_totp_secret());
  EXPECT_EQ(totp_code(new_totp_secret(), 1).size(), 6u);
  EXPECT_EQ(totp_uri("ABC", "13800000001"), "otpauth://totp/Cunkou:13800000001?secret=ABC&issuer=Cunkou");
}

}  // namespace
}  // namespace cunkou::people
