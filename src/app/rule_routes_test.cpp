#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "sensing/rules/rule_override_store.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;
using testing::ParsedResponse;

class RuleRoutes : public ::testing::Test {
 protected:
  RuleRoutes() {
    rules::Rule rule;
    rule.code = "air_cold";
    rule.concern = "cold";
    rule.quantity = "air_temperature";
    rule.kind = rules::Kind::below;
    rule.limit = {rules::LimitSource::From::number, 8.0, "", 0};
    rule.hysteresis = 1;
    rule.hold = minutes(10);
    county.rules.rules.push_back(rule);
    county.monitor_service.thing_changed(county.greenhouse);
    county.add_capability("monitor");
  }

  ParsedResponse put(json::object body) {
    return county.ask(http::Method::put, path, county.token(Role::farmer), json::serialize(body));
  }
  static double number(const ParsedResponse& response, std::string_view key) {
    return response.json.at(key).to_number<double>();
  }

  County county;
  std::string path = "/api/greenhouses/" + std::to_string(county.greenhouse.value) + "/rules/air_cold";
};

TEST_F(RuleRoutes, KeepsOverridesThatTheBodyOmits) {
  EXPECT_EQ(number(put({{"threshold", 6.5}, {"severity", "danger"}}), "threshold"), 6.5);
  const auto held = put({{"holdSeconds", 300}});
  EXPECT_EQ(held.status, 200) << held.body;
  EXPECT_EQ(number(held, "holdSeconds"), 300);
  EXPECT_EQ(number(held, "threshold"), 6.5);
  EXPECT_EQ(number(held, "clear"), 7.5);
  EXPECT_EQ(held.text("/severity"), "danger");
  const auto off = put({{"enabled", false}});
  EXPECT_FALSE(off.json.at("enabled").as_bool());
  EXPECT_EQ(number(off, "threshold"), 6.5);
  EXPECT_EQ(number(off, "holdSeconds"), 300);
}

TEST_F(RuleRoutes, ResetsOneOverrideAtATime) {
  put({{"threshold", 6.5}, {"holdSeconds", 300}});
  const auto one = put({{"threshold", nullptr}});
  EXPECT_EQ(number(one, "threshold"), 8);
  EXPECT_EQ(number(one, "holdSeconds"), 300);
  EXPECT_TRUE(one.json.at("adjusted").as_bool());
  const auto none = put({{"holdSeconds", nullptr}});
  EXPECT_EQ(number(none, "holdSeconds"), 600);
  EXPECT_FALSE(none.json.at("adjusted").as_bool());
  const auto stored = county.database.read(
      [](sql::Transaction& t) -> Result<std::size_t> { return rules::rule_override_store(t).all().size(); });
  EXPECT_EQ(*stored, 0u);
}

TEST_F(RuleRoutes, ResetsAnOverrideByANullField) {
  put({{"threshold", 6.5}, {"clear", 7}, {"holdSeconds", 300}});
  for (const json::value& empty : {json::value(""), json::value(nullptr)}) {
    const auto back = put({{"threshold", empty}, {"clear", empty}, {"holdSeconds", empty}});
    EXPECT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(number(back, "threshold"), 8);
    EXPECT_EQ(number(back, "clear"), 9);
    EXPECT_EQ(number(back, "holdSeconds"), 600);
    EXPECT_FALSE(back.json.at("adjusted").as_bool());
  }
}

TEST_F(RuleRoutes, RefusesAHoldOutsideTheRangeOfARule) {
  for (const double hold : {-1.0, 7 * 86'400 + 1.0, 1e300, -1e300}) {
    const auto refused = put({{"holdSeconds", hold}});
    EXPECT_EQ(refused.status, 400) << hold;
    EXPECT_EQ(refused.json.at("detail").as_string(), "持续时间请写 0 秒到 7 天") << hold;
  }
  EXPECT_EQ(number(put({{"holdSeconds", 7 * 86'400}}), "holdSeconds"), 7 * 86'400);
}

TEST_F(RuleRoutes, KeepsOverridesWhenTheBodyIsRefused) {
  put({{"threshold", 6.5}});
  for (const json::object& wrong :
       {json::object{{"clear", 6}}, json::object{{"holdSeconds", -1}}, json::object{{"threshold", "cold"}},
        json::object{{"severity", "sad"}}, json::object{{"enabled", 1}}})
    EXPECT_EQ(put(wrong).status, 400) << json::serialize(wrong);
  EXPECT_EQ(number(put({}), "threshold"), 6.5);
  EXPECT_EQ(county.ask(http::Method::put, path + "er", county.token(Role::farmer), "{}").status, 404);
}

}  // namespace
}  // namespace cunkou::app
