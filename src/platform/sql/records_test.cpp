#include "platform/sql/records.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "platform/sql/database.hpp"

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

TEST(Records, FailWithAdviceOnADamagedFile) {
  const auto file = testing::TempDir() + "cunkou_records_damaged_test.db";
  std::ofstream(file, std::ios::binary) << std::string(20'000, 'x');
  try {
    Records records(file);
    ADD_FAILURE() << "it opened";
  } catch (const Broken& broken) {
    EXPECT_NE(broken.reason.en.find("move mqtt.db"), std::string::npos) << broken.reason.en;
    EXPECT_NE(broken.reason.zh.find("移走"), std::string::npos) << broken.reason.zh;
    EXPECT_EQ(broken.reason.en.find("sqlite"), std::string::npos) << broken.reason.en;
  }
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace cunkou::sql
