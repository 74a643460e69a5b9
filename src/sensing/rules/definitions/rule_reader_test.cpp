#include "sensing/rules/definitions/rule_reader.hpp"

#include <gtest/gtest.h>

#include "platform/yaml/testing/read_text.hpp"

namespace cunkou::rules {
namespace {

auto read(const std::string& yaml, const std::string& file) {
  return yaml::testing::read_text(yaml, file, read_rule);
}

constexpr auto good_rule = R"(code: r
concern: cold
label: {zh: 冷, en: Cold}
message: {zh: 冷, en: Cold}
quantity: air_temperature
kind: below
limit: {number: 5}
source: test
hold: 5m
severity: watch
)";

struct BadRow {
  const char *find, *replace, *says;
};

TEST(ReadRule, RefusalNamesFileLineAndCorrection) {
  ASSERT_TRUE(read(good_rule, "r.yaml"));
  const BadRow rows[] = {
      {"concern: cold", "concern: Cold!", "r.yaml, line 2: \"Cold!\": use small letters"},
      {"concern: cold\n", "", "needs \"concern\""},
      {"kind: below", "kind: under", "line 6: \"under\": choose among above, below"},
      {"kind: below", "kindly: below", "line 6: a rule has no key \"kindly\""},
      {"number: 5", "number: five", "line 7: \"five\" is not a number"},
      {"number: 5", "number: .nan", "is not a number"},
      {"number: 5", "number: 5, crop: cold_slow", "a limit is one of"},
      {"limit: {number: 5}\n", "", "needs \"limit\""},
      {"number: 5", "number: 5, otherwise: 4", "otherwise is the number where no crop"},
      {"source: test\n", "", "needs \"source\""},
      {"hold: 5m", "hold: 5", "is not a duration"},
      {"hold: 5m", "hold: 5m\nhold: 6m", "is given twice"},
      {"en: Cold}\nquantity", "en: ''}\nquantity", "line 4: a text is expected"},
      {", en: Cold}\nquantity", "}\nquantity", "needs \"en\""},
      {"kind: below", "kind: falling", "needs \"window\""},
      {"kind: below", "kind: stuck\nwindow: 1m", ""},
      {"quantity: air_temperature", "quantity: any", "goes with kind silent only"},
      {"severity: watch", "severity: watch\n  bad: [", "this is not YAML"},
  };
  for (const auto& row : rows) {
    std::string yaml = good_rule;
    yaml.replace(yaml.find(row.find), std::string_view(row.find).size(), row.replace);
    const auto rule = read(yaml, "r.yaml");
    if (*row.says == 0) {
      EXPECT_TRUE(rule) << (rule ? "" : rule.error().reason.en);
      continue;
    }
    ASSERT_FALSE(rule) << row.replace;
    EXPECT_NE(rule.error().reason.en.find(row.says), std::string::npos) << rule.error().reason.en;
  }
}

}  // namespace
}  // namespace cunkou::rules
