#include "platform/sql/schema.hpp"

#include <gtest/gtest.h>

namespace cunkou::sql {
namespace {

TEST(Schema, NumbersAscend) {
  int last = 0;
  for (const auto& file : schema_files()) {
    EXPECT_GT(file.number, last) << file.name;
    last = file.number;
  }
}

}  // namespace
}  // namespace cunkou::sql
