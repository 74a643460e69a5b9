#include "sensing/sensorthings/observation_body.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cunkou::sensorthings {
namespace {

TEST(ParseObservation, ReadsEveryMember) {
  auto read = parse_observation(R"({
    "phenomenonTime": "2010-12-23T10:20:00.000Z/2010-12-23T11:20:00Z", "resultTime": "2010-12-23T11:21:00Z",
    "result": 21.3, "resultQuality": {"code": 1}, "validTime": "2010-12-23T10:20:00Z/2010-12-24T10:20:00Z",
    "parameters": {"a": 1}, "Datastream": {"@iot.id": 7}, "FeatureOfInterest": {"@iot.id": 9}, "unknown": [1]})");
  ASSERT_TRUE(read) << read.error().reason.en;
  EXPECT_EQ(read->reading.stream, StreamId{7});
  EXPECT_EQ(read->reading.number, 21.3);
  EXPECT_EQ(to_iso(*read->reading.time), "2010-12-23T10:20:00Z");
  EXPECT_EQ(to_iso(*read->extra.time_end), "2010-12-23T11:20:00Z");
  EXPECT_EQ(to_iso(*read->extra.result_time), "2010-12-23T11:21:00Z");
  EXPECT_EQ(read->extra.feature, EntityId{9});
  EXPECT_EQ(read->extra.result_quality_json, R"({"code": 1})");
  EXPECT_EQ(read->extra.parameters_json, R"({"a": 1})");
}

TEST(ParseObservation, ReadsAnInlineFeature) {
  auto read =
      parse_observation(R"({"result":"dry","FeatureOfInterest":{"name":"f","feature":{"type":"Point"}}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->reading.json, "\"dry\"");
  EXPECT_EQ(read->feature_json, R"({"name":"f","feature":{"type":"Point"}})");
}

TEST(ParseObservation, RefusesMalformedBodies) {
  for (auto text : {"", "[]", "{}", R"({"result":})", R"({"result":1,"phenomenonTime":"soon"})",
                    R"({"result":1,"phenomenonTime":5})", R"({"result":1,"Datastream":{"@iot.id":"x"}})",
                    R"({"result":1,"Datastream":5})", R"({"result":1} x)",
                    R"({"result":1,"FeatureOfInterest":{"name":"f","feature":{"type"?"Point"}}})",
                    R"({"result":1,"FeatureOfInterest":{"name":f}})",
                    R"({"result":1,"phenomenonTime":"2010-12-23T10:20:00Z/2009-12-23T10:20:00Z"})"}) {
    EXPECT_FALSE(parse_observation(text)) << text;
  }
}

TEST(ParseObservation, ReadsNaN) {
  auto read = parse_observation(R"({"result":NaN,"resultTime":null})");
  ASSERT_TRUE(read);
  EXPECT_TRUE(std::isnan(read->reading.number));
}

TEST(ParseDataArray, KeepsTheOrderAndTheValidEntries) {
  auto read = parse_data_array(R"([
    {"Datastream":{"@iot.id":1},"components":["phenomenonTime","result","FeatureOfInterest/id"],"dataArray@iot.count":3,
     "dataArray":[["2010-12-23T10:20:00Z",20,1],["soon",65,1],["2010-12-23T10:21:00Z",true,1]]},
    {"Datastream":{"@iot.id":2},"components":["result"],"dataArray":[[1],[]]}])");
  ASSERT_TRUE(read) << read.error().reason.en;
  ASSERT_EQ(read->size(), 5u);
  EXPECT_EQ((*read)[0]->reading.stream, StreamId{1});
  EXPECT_EQ((*read)[0]->extra.feature, EntityId{1});
  EXPECT_FALSE((*read)[1]);
  EXPECT_EQ((*read)[2]->reading.json, "true");
  EXPECT_EQ((*read)[3]->reading.stream, StreamId{2});
  EXPECT_FALSE((*read)[4]);
}

TEST(ParseDataArray, RefusesABodyCutWithinAName) {
  EXPECT_FALSE(parse_data_array(
      R"([{"Datastream":{"@iot.id":1},"somponents":["phenomenonTime","Fe]},{"Datastream":{"@iot.id":2},"components":["re])"));
}

TEST(ParseDataArray, AcceptsLongNames) {
  const std::string name(5000, 'x');
  EXPECT_TRUE(parse_data_array(R"([{")" + name +
                               R"(":1,"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[]}])"));
}

TEST(ParseDataArray, ReadsMembersInAnyOrder) {
  const auto read =
      parse_data_array(R"([{"dataArray":[[5]],"components":["result"],"Datastream":{"@iot.id":1}}])");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at(0)->reading.number, 5);
}

TEST(ParseDataArray, RefusesAnotherStructure) {
  for (auto text : {"{}", "[1]", R"([{"components":["result"],"dataArray":[[1]]}])",
                    R"([{"Datastream":{"@iot.id":1},"dataArray":[]}])"}) {
    EXPECT_FALSE(parse_data_array(text)) << text;
  }
}

}  // namespace
}  // namespace cunkou::sensorthings
