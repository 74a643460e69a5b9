// Runs tests/scenarios/CAPABILITY/*.yaml: each file is one test. tests/scenarios/README.md defines their
// words.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "app/testing/scenario.hpp"

namespace cunkou::app::testing {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(CUNKOU_SOURCE_DIR) / "tests" / "scenarios";

const Definitions& shipped() {
  static const Definitions all = load_definitions(std::string(CUNKOU_SOURCE_DIR) + "/definitions").value();
  return all;
}

std::vector<fs::path> files() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".yaml") all.push_back(entry.path());
  std::ranges::sort(all);
  return all;
}

class Scenarios : public ::testing::TestWithParam<fs::path> {};

TEST_P(Scenarios, MatchTheExpectedStory) {
  const auto read = read_scenario(yaml::contents(GetParam()), GetParam().filename(), shipped());
  ASSERT_TRUE(read) << read.error().reason.en;
  Village village(shipped(), read->given);
  for (const auto& step : read->steps) {
    step.when(village);
    for (const auto& check : step.then) {
      if (const auto wrong = check(village); !wrong.empty())
        FAIL() << read->name << "\n" << GetParam().string() << ":" << step.line << "\n" << wrong;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Greenhouse, Scenarios, ::testing::ValuesIn(files()),
                         [](const auto& file) { return file.param.stem().string(); });

constexpr const char* smallest = R"(
name: 一句话
purpose: 为什么
given: {at: "2026-01-15 18:00"}
steps:
  - when: {until: "18:10", readings: {air_temperature: 20}}
    then: {status: normal}
)";

std::string with(const std::string& from, const std::string& to) {
  std::string yaml = smallest;
  return yaml.replace(yaml.find(from), from.size(), to);
}

TEST(ScenarioParser, RefusesAMisspeltWord) {
  EXPECT_TRUE(read_scenario(smallest, "scenario", shipped()));
  const std::pair<const char*, const char*> slips[] = {
      {"purpose", "purpos"}, {"given:", "gven:"},         {"at:", "att:"},         {"steps", "stepps"},
      {"when", "wen"},       {"until", "untill"},         {"readings", "redings"}, {"then", "den"},
      {"status", "statu"},   {"air_temperature", "airr"}, {"normal", "normall"},   {"18:10", "18.10"},
      {": 20", ": zwanzig"}, {"2026-01-15", "15-01"},     {"name: 一句话", ""}};
  for (const auto& [right, wrong] : slips) {
    const auto read = read_scenario(with(right, wrong), "scenario", shipped());
    ASSERT_FALSE(read) << wrong;
    EXPECT_NE(read.error().reason.en.find("line "), std::string::npos) << read.error().reason.en;
  }
}

TEST(ScenarioParser, ReportsADifferentStory) {
  const auto read = read_scenario(with("status: normal", "story: [\"18:05 发生：棚里偏冷（留意）\"]"),
                                  "scenario", shipped());
  ASSERT_TRUE(read) << read.error().reason.en;
  Village village(shipped(), read->given);
  read->steps.at(0).when(village);
  EXPECT_NE(read->steps.at(0).then.at(0)(village), "");
}

}  // namespace
}  // namespace cunkou::app::testing
