#include "base/json_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace cunkou {
namespace {

namespace json = boost::json;

TEST(NumberText, AvoidsExponents) {
  for (const auto& [number, text] :
       std::vector<std::pair<double, std::string>>{{37.452, "37.452"},
                                                   {-3.25, "-3.25"},
                                                   {21.0, "21"},
                                                   {0.1 + 0.2, "0.30000000000000004"},
                                                   {100'000.0, "100000"},
                                                   {1'795'421'400'000.0, "1795421400000"},
                                                   {1e20, "100000000000000000000"},
                                                   {1e21, "1e+21"},
                                                   {0.000001, "0.000001"},
                                                   {-0.00000025, "-2.5e-07"},
                                                   {-0.0, "0"},
                                                   {5e-324, "5e-324"},
                                                   {1.7976931348623157e308, "1.7976931348623157e+308"}})
    EXPECT_EQ(json_text(number), text);
}

TEST(NumberText, WritesNonFiniteNumbersAsNull) {
  using limits = std::numeric_limits<double>;
  for (const double number : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()})
    EXPECT_EQ(json_text(number), "null");
}

// Parses with strtod, since Boost.JSON's parser may be off in the last digit.
TEST(NumberText, RoundTripsEveryNumber) {
  std::mt19937_64 bits(20261123);
  for (int n = 0; n < 100'000; ++n) {
    const auto number = std::bit_cast<double>(bits());
    if (!std::isfinite(number)) continue;
    EXPECT_EQ(std::strtod(json_text(number).c_str(), nullptr), number) << number_text(number);
  }
}

TEST(JsonText, MatchesBoostJsonExceptForNumbers) {
  for (const auto* text :
       {"null", "true", "[]", "{}", R"({"a":[1,-2,18446744073709551615],"b":{"c":false,"d":[[],{}]}})",
        R"(["棚温","a\"b\\c\n\u0001\u007f/","{","","😀"])", R"({"\"":"{","{":"[","":null})"}) {
    const auto value = json::parse(text);
    EXPECT_EQ(json_text(value), json::serialize(value));
    EXPECT_EQ(json::parse(json_text(value)), value);
  }
}

}  // namespace
}  // namespace cunkou
