#include "sensing/greenhouses/http/greenhouse_json.hpp"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>

namespace cunkou::greenhouses {
namespace {

TEST(AdviceJson, HasTheSentenceOfTheDefinitions) {
  const AdviceSentences sentences{{"dry", {"偏干 {vpd}", "Dry {vpd}"}}};
  const auto json = advice_json({{"dry", {{"vpd", 1.5}}}, {"humid", {}}}, sentences);
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json.at(0).at("code").as_string(), "dry");
  EXPECT_EQ(json.at(0).at("sentence").at("zh").as_string(), "偏干 {vpd}");
  EXPECT_EQ(json.at(0).at("sentence").at("en").as_string(), "Dry {vpd}");
  EXPECT_FALSE(json.at(1).as_object().contains("sentence"));
}

}  // namespace
}  // namespace cunkou::greenhouses
