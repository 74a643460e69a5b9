#include "sensing/thingsboard/topics.hpp"

#include <gtest/gtest.h>

namespace cunkou::thingsboard {
namespace {

using enum Topic::Kind;

TEST(ParseTopic, NamesTheKindAndTheId) {
  EXPECT_EQ(parse_topic("v1/devices/me/telemetry")->kind, telemetry);
  EXPECT_EQ(parse_topic("v1/devices/me/attributes")->kind, attributes);
  const auto request = parse_topic("v1/devices/me/attributes/request/7");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->kind, attribute_request);
  EXPECT_EQ(request->id, "7");
  EXPECT_EQ(parse_topic(rpc_request_topic("a/b"))->id, "a/b");
  EXPECT_EQ(parse_topic(rpc_request_topic("8"))->kind, rpc_request);
  EXPECT_EQ(parse_topic(rpc_response_topic("9"))->kind, rpc_response);
}

TEST(ParseTopic, RefusesTopicsOnWhichOnlyTheServerPublishes) {
  for (const auto* topic : {"", "v1/devices/me/", "v1/devices/me/telemetry/1", "v1/devices/7/telemetry",
                            "v1/devices/me/attributes/response/1", "v1.1/Datastreams(7)/Observations"})
    EXPECT_FALSE(parse_topic(topic)) << topic;
}

TEST(IsDeviceFilter, AcceptsTheDevicesOwnTopics) {
  EXPECT_TRUE(is_device_filter("v1/devices/me/rpc/request/+"));
  EXPECT_TRUE(is_device_filter("v1/devices/me/#"));
  for (const auto* filter : {"#", "v1/devices/+/telemetry", "v1/devices/me"})
    EXPECT_FALSE(is_device_filter(filter)) << filter;
}

}  // namespace
}  // namespace cunkou::thingsboard
