#include "platform/sql/records.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace cunkou::sql {
namespace {

std::map<std::string, std::string> all(Records& records) {
  std::map<std::string, std::string> out;
  records.each([&](std::string_view key, std::string_view value) { out.emplace(key, value); });
  return out;
}

TEST(Records, PersistAcrossReopening) {
  const auto file = testing::TempDir() + "cunkou_records_test.db";
  std::filesystem::remove(file);
  const std::string bytes("\0\x01\xff hello", 9);
  {
    Records records(file);
    records.commit({{"a", bytes}, {"b", "x"}, {"c", std::nullopt}});
    records.commit({{"b", std::nullopt}});
  }
  Records again(file);
  EXPECT_EQ(all(again), (std::map<std::string, std::string>{{"a", bytes}}));
}

}  // namespace
}  // namespace cunkou::sql
