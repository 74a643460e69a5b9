#include "sensing/sensorthings/odata_query.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/text.hpp"
#include "sensing/sensorthings/navigation.hpp"

namespace cunkou::sensorthings {
namespace {

// Prefix notation of the tree.
std::string shown(const Expression& e) {
  using Kind = Expression::Kind;
  switch (e.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return e.boolean ? "true" : "false";
    case Kind::number:
      return std::to_string(e.number).substr(0, std::to_string(e.number).find(".") + 3);
    case Kind::text:
      return "'" + e.text + "'";
    case Kind::time:
      return to_iso(e.time);
    case Kind::path: {
      std::string out;
      for (const auto& part : e.path) out += (out.empty() ? "" : "/") + part;
      return out;
    }
    case Kind::call:
      break;
  }
  std::string out = "(" + e.text;
  for (const auto& argument : e.arguments) out += " " + shown(argument);
  return out + ")";
}

std::string filter(std::string_view text) {
  auto read = parse_filter(text);
  return read ? shown(*read) : "! " + read.error().reason.en;
}

TEST(ParseFilter, AppliesTheOperatorPrecedenceOfOData) {
  EXPECT_EQ(filter("result gt 3 and result lt 5 or not (name eq 'x')"),
            "(or (and (gt result 3.00) (lt result 5.00)) (not (eq name 'x')))");
  EXPECT_EQ(filter("result add 2 mul 3 eq 7"), "(eq (add result (mul 2.00 3.00)) 7.00)");
  EXPECT_EQ(filter("not endswith(description,'t') and true eq true"),
            "(and (not (endswith description 't')) (eq true true))");
}

TEST(ParseFilter, ReadsALongChainAsOneCall) {
  EXPECT_EQ(filter("a and b and c or d"), "(or (and a b c) d)");
  EXPECT_EQ(filter("1 sub 2 sub 3 eq 4"), "(eq (sub (sub 1.00 2.00) 3.00) 4.00)");
  std::string either = "id eq 0", sum = "1";
  for (int i = 1; i < 400; ++i) either += " or id eq " + std::to_string(i);
  EXPECT_EQ(parse_filter(either)->arguments.size(), 400u);
  for (int i = 0; i < 200; ++i) either += " or id eq 1", sum += " add 1";
  EXPECT_EQ(parse_filter(either).error().code, Code::too_large);
  EXPECT_EQ(parse_filter(sum + " eq 3").error().code, Code::too_large);
}

TEST(ParseFilter, ReadsLiterals) {
  EXPECT_EQ(filter("name eq 'it''s'"), "(eq name 'it's')");
  EXPECT_EQ(filter("phenomenonTime ge 2010-06-01T00:00:00Z"), "(ge phenomenonTime 2010-06-01T00:00:00Z)");
  EXPECT_EQ(filter("phenomenonTime ge 2010-06-01T08:00:00 08:00 and true"),
            "(and (ge phenomenonTime 2010-06-01T00:00:00Z) true)");
  EXPECT_EQ(filter("result eq -1.5"), "(eq result -1.50)");
  EXPECT_EQ(filter("Datastream/Thing/properties/crop ne null"), "(ne Datastream/Thing/properties/crop null)");
  EXPECT_EQ(filter("@iot.id eq 1"), "(eq id 1.00)");
  EXPECT_EQ(filter("year(resultTime) eq 2020"), "(eq (year resultTime) 2020.00)");
  EXPECT_EQ(filter("substringof('a,b)',name)"), "(substringof 'a,b)' name)");
}

TEST(ParseFilter, RefusesMalformedText) {
  for (auto text : {"", "(", "name eq", "name eq 'x", "name eq 'x' and", "nothing(1)", "year()", "1 2", "a b",
                    "result gt 3)", "1e400 gt 3", "and eq 1", "1 add not",
                    "phenomenonTime gt 2010-13-01T00:00:00Z", "name/ eq 1", "#"}) {
    EXPECT_FALSE(parse_filter(text)) << text;
  }
  EXPECT_EQ(parse_filter("geo.distance(location,1) lt 3").error().code, Code::unsupported);
  EXPECT_EQ(parse_filter(std::string(100, '(')).error().code, Code::too_large);
  std::string nots;
  for (int i = 0; i < 100'000; ++i) nots += "not ";
  EXPECT_EQ(parse_filter(nots).error().code, Code::too_large);
}

TEST(ParseQuery, ReadsTheOptions) {
  auto query = parse_query(
      "$top=5&$skip=10&$count=true&$select=name,@iot.id&$orderby=phenomenonTime%20desc,result&other=1");
  ASSERT_TRUE(query) << query.error().reason.en;
  EXPECT_EQ(query->top, 5u);
  EXPECT_EQ(query->skip, 10u);
  EXPECT_TRUE(query->count);
  EXPECT_EQ(query->select, (std::vector<std::string>{"name", "id"}));
  ASSERT_EQ(query->order.size(), 2u);
  EXPECT_TRUE(query->order[0].descending);
  EXPECT_FALSE(query->order[1].descending);
}

TEST(ParseQuery, ReadsNestedExpansions) {
  auto query = parse_query(
      "$expand=Datastreams($select=id;$expand=Observations($top=1;$orderby=phenomenonTime%20desc;"
      "$filter=result%20gt%20'a;b,(')),Locations,Datastreams/Sensor");
  ASSERT_TRUE(query) << query.error().reason.en;
  ASSERT_EQ(query->expand.size(), 2u);
  const auto& streams = query->expand[0];
  EXPECT_EQ(streams.query.select.size(), 1u);
  ASSERT_EQ(streams.query.expand.size(), 2u);
  EXPECT_EQ(streams.query.expand[0].query.top, 1u);
  EXPECT_EQ(streams.query.expand[0].query.filter->arguments[1].text, "a;b,(");
  EXPECT_EQ(streams.query.expand[1].name, "Sensor");
}

TEST(ParseQuery, RefusesUnknownOptionsAsUnsupported) {
  EXPECT_EQ(parse_query("$search=x").error().code, Code::unsupported);
  EXPECT_EQ(parse_query("$top=-1").error().code, Code::invalid);
  EXPECT_EQ(parse_query("$top=1&$top=2").error().code, Code::invalid);
  EXPECT_EQ(parse_query("$count=yes").error().code, Code::invalid);
  for (auto odd : {"$select=id,/name", "$select=a;b", "$expand=A;b,C", "$expand=A%20B"})
    EXPECT_EQ(parse_query(odd).error().code, Code::invalid) << odd;
  EXPECT_EQ(parse_query("$expand=A($expand=B($expand=C($expand=D($expand=E($expand=F)))))").error().code,
            Code::too_large);
  EXPECT_TRUE(parse_query(""));
}

TEST(ParseQuery, RefusesInvalidUtf8InValidUtf8) {
  for (auto text : {"$select=%ff", "$filter=name%20eq%20'%e6%b0'", "$orderby=\xff"}) {
    const auto query = parse_query(text);
    ASSERT_FALSE(query) << text;
    EXPECT_TRUE(is_utf8(query.error().reason.en)) << text;
  }
  EXPECT_FALSE(parse_resource_path("Things(1)/%ff"));
  std::string name;
  for (int i = 0; i < 30; ++i) name += "棚";
  EXPECT_TRUE(is_utf8(parse_query("$" + name + "=1").error().reason.en));
  EXPECT_TRUE(is_utf8(parse_query("$filter=a%20" + name).error().reason.en));
  EXPECT_TRUE(is_utf8(parse_resource_path("Things(1)/a" + name + "(").error().reason.en));
}

TEST(ParseResourcePath, FollowsRelations) {
  auto path = parse_resource_path("/Things(1)/Datastreams(2)/Observations(3)/FeatureOfInterest/name/$value");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->steps.size(), 4u);
  EXPECT_EQ(path->set, EntitySet::features_of_interest);
  EXPECT_FALSE(path->many);
  EXPECT_EQ(path->property, std::vector<std::string>{"name"});
  EXPECT_TRUE(path->value);

  auto ref = parse_resource_path("Datastreams(1)/Observations/$ref");
  ASSERT_TRUE(ref);
  EXPECT_TRUE(ref->many);
  EXPECT_TRUE(ref->ref);
  EXPECT_TRUE(parse_resource_path("")->steps.empty());
  EXPECT_EQ(parse_resource_path("Things(9223372036854775807)")->steps[0].id, 9223372036854775807);
}

TEST(ParseResourcePath, RefusesUnknownPaths) {
  for (auto text : {"Nothing", "Things(x)", "Things(1", "Things(", "(", "Things()", "Things(-1)",
                    "Things/name", "Things(1)/$value", "Datastreams(1)/Thing(1)", "$ref",
                    "Things(1)/name/$ref", "Things(1)/$ref/name", "Things(99999999999999999999)"}) {
    EXPECT_FALSE(parse_resource_path(text)) << text;
  }
}

TEST(ParseQuery, AcceptsArbitraryBytes) {
  std::mt19937 random(11);
  const std::vector<std::string> words = {
      "$filter=", "$expand=", "$orderby=", "&",    "(",      ")",    "'", ",",
      ";",        " ",        "not ",      "a/b",  "eq ",    "and ", "1", "2010-01-01T00:00:00Z",
      "%27",      "%",        "year(",     "\xff", "$top=1", "-"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto n = random() % 12; n-- > 0;) text += words[random() % words.size()];
    (void)parse_query(text);
    (void)parse_filter(text);
    (void)parse_resource_path(text);
  }
}

}  // namespace
}  // namespace cunkou::sensorthings
