#include "sensing/sensorthings/observation_topic.hpp"

#include <gtest/gtest.h>

namespace cunkou::sensorthings {
namespace {

TEST(ObservationTopic, ParsesAStreamAndASelection) {
  const auto plain = parse_observation_topic("v1.1/Datastreams(7)/Observations");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->stream, StreamId(7));
  EXPECT_TRUE(plain->select.select.empty());
  const auto selected = parse_observation_topic("v1.1/Datastreams(7)/Observations?$select=result,id");
  ASSERT_TRUE(selected);
  EXPECT_EQ(selected->select.select, (std::vector<std::string>{"result", "id"}));
}

TEST(ObservationTopic, RefusesPathsToOtherEntities) {
  for (const auto* options :
       {"$expand=Datastream", "$select=id&$expand=Datastream($expand=Thing)", "$expand=Datastream&$select=id",
        "%24expand=Datastream", "$filter=result gt 1", "$top=1", "$orderby=result", "$count=true",
        "$resultFormat=dataArray", "$select=id&x=1", "x=1", "$select=id?$expand=Datastream"})
    EXPECT_FALSE(parse_observation_topic(std::string("v1.1/Datastreams(7)/Observations?") + options))
        << options;
}

TEST(ObservationTopic, RefusesOtherTopics) {
  for (const auto* topic :
       {"", "v1.1/Datastreams(7)", "v1.1/Datastreams()/Observations", "v1.1/Datastreams(0)/Observations",
        "v1.1/Datastreams(-7)/Observations", "v1.1/Datastreams(+)/Observations", "v1.1/Observations",
        "v1.1/Datastreams(7)/Observations/#", "v1.1/Datastreams(7x)/Observations",
        "v1.1/Datastreams(7)/Thing"})
    EXPECT_FALSE(parse_observation_topic(topic)) << topic;
}

}  // namespace
}  // namespace cunkou::sensorthings
