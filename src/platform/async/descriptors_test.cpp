#include "platform/async/descriptors.hpp"

#include <gtest/gtest.h>

namespace cunkou::async {
namespace {

TEST(Descriptors, AreSharedByTheTwoServersAndTheFiles) {
  EXPECT_EQ(connections_for(65'536, 20'000), 20'000u);
  EXPECT_EQ(connections_for(4096, 20'000), 1920u);
  EXPECT_EQ(connections_for(300, 20'000), 75u);
  EXPECT_EQ(connections_for(0, 20'000), 0u);
}

TEST(Descriptors, AreRaisedToTheHardLimit) {
  const auto limit = raise_descriptor_limit();
  EXPECT_EQ(raise_descriptor_limit(), limit);
  EXPECT_GT(limit, 64u);
}

}  // namespace
}  // namespace cunkou::async
