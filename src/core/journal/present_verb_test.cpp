#include "core/journal/present_verb.hpp"

#include <gtest/gtest.h>

namespace cunkou::journal {
namespace {

TEST(PresentVerb, RenamesAnOldVerb) { EXPECT_EQ(present_verb("settle_greenhouse"), "change_greenhouse"); }

TEST(PresentVerb, KeepsAVerbThatWasNeverRenamed) {
  EXPECT_EQ(present_verb("add_device"), "add_device");
  EXPECT_EQ(present_verb("change_greenhouse"), "change_greenhouse");
}

}  // namespace
}  // namespace cunkou::journal
