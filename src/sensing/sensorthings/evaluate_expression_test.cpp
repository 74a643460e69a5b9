#include "sensing/sensorthings/evaluate_expression.hpp"

#include <gtest/gtest.h>

namespace cunkou::sensorthings {
namespace {

using namespace std::string_literals;

bool is(std::string_view filter, double result = 10) {
  auto expression = parse_filter(filter);
  if (!expression) {
    ADD_FAILURE() << filter << ": " << expression.error().reason.en;
    return false;
  }
  const Lookup lookup = [&](const Path& path) -> Result<Value> {
    if (path[0] == "result") return Value::of(result);
    if (path[0] == "time") return Value::of(Instant{1'700'000'000'250});
    if (path[0] == "span") return Value::of(Instant{1000}, Instant{5000});
    if (path[0] == "name") return Value::of(std::string("大棚 Nr 1"));
    if (path[0] == "nothing") return Value{};
    return invalid(untranslated("there is no " + path[0]));
  };
  auto value = holds(*expression, lookup, Instant{2000});
  EXPECT_TRUE(value) << filter;
  return value && *value;
}

TEST(EvaluateExpression, ComparesByTheTypeOfTheLiteral) {
  EXPECT_TRUE(is("result gt 3"));
  EXPECT_FALSE(is("result gt '3'"));
  EXPECT_TRUE(is("result eq '10'"));
  int count = 0;
  for (int i = 1; i <= 12; ++i) count += is("result gt '3'", i);
  EXPECT_EQ(count, 6);
  EXPECT_TRUE(is("result eq 21.5", 21.5));
  EXPECT_TRUE(is("result eq '21.5'", 21.5));
}

TEST(EvaluateExpression, ComparesTimesAsInstants) {
  EXPECT_TRUE(is("time gt 2023-11-15T06:13:20+08:00"));
  EXPECT_TRUE(is("time le '2023-11-14T22:13:20.250Z'"));
  EXPECT_TRUE(is("span lt 1970-01-01T00:00:05.500Z"));
  EXPECT_FALSE(is("span lt 1970-01-01T00:00:04Z"));
  EXPECT_TRUE(is("time gt now()"));
  EXPECT_TRUE(
      is("year(time) eq 2023 and month(time) eq 11 and day(time) eq 14 and hour(time) eq 22 and minute(time) "
         "eq 13 and second(time) eq 20"));
  EXPECT_TRUE(is("fractionalseconds(time) eq 0.25"));
}

TEST(EvaluateExpression, AppliesTextFunctions) {
  EXPECT_TRUE(
      is("substringof('Nr',name) and startswith(name,'大棚') and endswith(name,'1') and length(name) eq 7"));
  EXPECT_TRUE(is("tolower(name) eq '大棚 nr 1' and indexof(name,'Nr') eq 3 and substring(name,3,2) eq 'Nr'"));
  EXPECT_TRUE(is("concat('a','b') eq 'ab' and trim(' a ') eq 'a' and toupper('a') eq 'A'"));
}

TEST(EvaluateExpression, TreatsNullAsOData) {
  EXPECT_TRUE(is("nothing eq null"));
  EXPECT_FALSE(is("nothing gt 1"));
  EXPECT_FALSE(is("nothing lt 1"));
  EXPECT_TRUE(is("nothing ne 1"));
  EXPECT_FALSE(is("length(nothing) eq 0"));
}

TEST(EvaluateExpression, OrdersMixedResults) {
  // As texts 10 < "5" < 9, as numbers 9 < 10: not a strict order.
  const Value values[] = {Value{},
                          Value::of(false),
                          Value::of(true),
                          Value::of(-1.0),
                          Value::of(9.0),
                          Value::of(10.0),
                          Value::of("10"s),
                          Value::of("5"s),
                          Value::of("大棚"s),
                          Value::of(Instant{1}),
                          Value::of(Instant{2})};
  for (std::size_t a = 0; a < std::size(values); ++a)
    for (std::size_t b = 0; b < std::size(values); ++b)
      EXPECT_EQ(compared(values[a], values[b]), a < b ? -1 : a > b) << a << " " << b;
}

TEST(EvaluateExpression, DividesByZeroToNull) {
  EXPECT_TRUE(is("result div 0 eq null and 0 div 0 eq null and result mod 0 eq null"));
  EXPECT_FALSE(is("result div 0 gt 1"));
}

TEST(EvaluateExpression, CalculatesAndTests) {
  EXPECT_TRUE(is("result add 2 mul 3 eq 16"));
  EXPECT_TRUE(
      is("round(result div 4) eq 3 and floor(result div 4) eq 2 and ceiling(result div 4) eq 3 and result "
         "mod 4 eq 2"));
  EXPECT_TRUE(is("not (result eq 1) or name eq 'x'"));
  EXPECT_FALSE(is("result"));
}

}  // namespace
}  // namespace cunkou::sensorthings
