#include "core/people/secret.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cunkou::people {
namespace {

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

}  // namespace
}  // namespace cunkou::people
