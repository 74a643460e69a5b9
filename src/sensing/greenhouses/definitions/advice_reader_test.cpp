#include "sensing/greenhouses/definitions/advice_reader.hpp"

#include <gtest/gtest.h>

#include "platform/yaml/testing/read_text.hpp"

namespace cunkou::greenhouses {
namespace {

const std::string shipped = yaml::contents(CUNKOU_SOURCE_DIR "/definitions/advice.yaml");

auto read(const std::string& yaml) { return yaml::testing::read_text(yaml, "advice.yaml", read_advice); }

TEST(ReadAdvice, ShippedSentencesAreComplete) {
  const auto all = read(shipped);
  ASSERT_TRUE(all) << all.error().reason.en;
  for (const auto& [code, sentence] : *all) EXPECT_NE(sentence.zh, sentence.en) << code;
}

TEST(ReadAdvice, RefusesMissingAndUnknownCodes) {
  const auto unknown = read(shipped + "\nsing_to_it: {zh: 唱, en: Sing}\n");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().reason.en.find("gives no advice called \"sing_to_it\""), std::string::npos);
  const auto missing = read("good: {zh: 好, en: Good}");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().reason.en.find("advice.yaml, line 1: there is no sentence for"),
            std::string::npos);
  EXPECT_FALSE(read("[]"));
}

}  // namespace
}  // namespace cunkou::greenhouses
