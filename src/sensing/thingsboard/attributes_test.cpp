#include "sensing/thingsboard/attributes.hpp"

#include <gtest/gtest.h>

namespace cunkou::thingsboard {
namespace {

TEST(ParseAttributes, KeepsEachValueAsJson) {
  const auto attributes = parse_attributes(R"({"fw":"1.2","battery": 87 ,"net":{"rssi":-70}})");
  ASSERT_TRUE(attributes);
  ASSERT_EQ(attributes->size(), 3u);
  EXPECT_EQ((*attributes)[0].json, R"("1.2")");
  EXPECT_EQ((*attributes)[1].json, "87");
  EXPECT_EQ((*attributes)[2].json, R"({"rssi":-70})");
  for (const auto* text : {"", "[1]", "{", R"({"a":tru})", R"({"a":1} x)"})
    EXPECT_FALSE(parse_attributes(text)) << text;
}

TEST(AttributeResponse, HoldsTheRequestedClientAttributes) {
  const std::vector<devices::ClientAttribute> known{{"fw", R"("1.2")"}, {"battery", "87"}};
  const auto response = [&](std::string_view request) {
    return attribute_response(parse_attribute_request(request).value(), known);
  };
  EXPECT_EQ(response(""), R"({"client":{"fw":"1.2","battery":87},"shared":{}})");
  EXPECT_EQ(response("{}"), response(""));
  EXPECT_EQ(response(R"({"clientKeys":"fw,other"})"), R"({"client":{"fw":"1.2"},"shared":{}})");
  EXPECT_EQ(response(R"({"sharedKeys":"fw"})"), R"({"client":{},"shared":{}})");
  EXPECT_FALSE(parse_attribute_request("[]"));
  EXPECT_FALSE(parse_attribute_request("{"));
}

}  // namespace
}  // namespace cunkou::thingsboard
