#include "sensing/rules/fill_message.hpp"

#include <gtest/gtest.h>

namespace cunkou::rules {
namespace {

TEST(Fill, ReplacesNumbersInASentence) {
  EXPECT_EQ(fill("棚温 {value}℃，低于 {threshold}℃", {{"value", 9.44}, {"threshold", 10}}),
            "棚温 9.4℃，低于 10℃");
  EXPECT_EQ(fill("{minutes} min, {who}, {", {{"minutes", 15}}), "15 min, {who}, {");
  EXPECT_EQ(fill("{x}", {{"x", -0.04}}), "0");
}

}  // namespace
}  // namespace cunkou::rules
