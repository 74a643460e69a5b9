#include "core/people/phone.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

TEST(ParsePhone, AcceptsCommonNotations) {
  for (auto text : {"13800000001", "138 0000 0001", "138-0000-0001", "+86 138 0000 0001", "+8613800000001"})
    EXPECT_EQ(parse_phone(text).value(), "13800000001");
  for (auto text : {"", "1380000000", "138000000011", "12800000001", "23800000001", "1380000000a", "００"})
    EXPECT_TRUE(parse_phone(text).has_error()) << text;
}

TEST(MaskedPhone, HidesTheMiddleDigits) { EXPECT_EQ(masked_phone("13800000001"), "138****0001"); }

}  // namespace
}  // namespace cunkou::people
