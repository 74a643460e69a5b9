#include "platform/mqtt/topic.hpp"
#include "platform/mqtt/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cunkou::mqtt {
namespace {

TEST(IsTopicName, RefusesWildcards) {
  for (auto name :
       {"a", "/", "/a", "a//b", "a/", "棚/温度", "$SYS/x", "v1.1/Datastreams(1)/Observations", " "})
    EXPECT_TRUE(is_topic_name(name)) << name;
  for (auto name : {"", "a/#", "+", "a+b", "#"}) EXPECT_FALSE(is_topic_name(name)) << name;
}

TEST(IsTopicFilter, AcceptsWildcardsAsWholeLevelsOnly) {
  for (auto filter : {"#", "+", "a/#", "a/+", "+/+", "/+", "+/a/#", "+//#", "a/+/b"})
    EXPECT_TRUE(is_topic_filter(filter)) << filter;
  for (auto filter : {"", "a#", "a/#/b", "#/", "a+", "+a", "a/b+", "##", "++", "a/#+"})
    EXPECT_FALSE(is_topic_filter(filter)) << filter;
}

TEST(IsTopicName, RefusesTextOverTheLimits) {
  const std::string longest(limits::topic_bytes, 'a');
  EXPECT_TRUE(is_topic_name(longest));
  EXPECT_FALSE(is_topic_name(longest + "a"));
  const std::string deepest(limits::topic_levels - 1, '/');
  EXPECT_TRUE(is_topic_filter(deepest));
  EXPECT_FALSE(is_topic_filter(deepest + "/"));
}

TEST(Matches, AgreesWithTheExamplesOfTheStandard) {  // 4.7.1.2, 4.7.1.3
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1"));
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1/ranking"));
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
  EXPECT_TRUE(matches("sport/#", "sport"));
  EXPECT_TRUE(matches("#", "a/b/c"));
  EXPECT_TRUE(matches("sport/tennis/+", "sport/tennis/player1"));
  EXPECT_FALSE(matches("sport/tennis/+", "sport/tennis/player1/ranking"));
  EXPECT_FALSE(matches("sport/+", "sport"));
  EXPECT_TRUE(matches("sport/+", "sport/"));
  EXPECT_TRUE(matches("+/+", "/finance"));
  EXPECT_TRUE(matches("/+", "/finance"));
  EXPECT_FALSE(matches("+", "/finance"));
}

TEST(Matches, ComparesCharacters) {  // [MQTT-4.7.3-4]
  EXPECT_TRUE(matches("a/b", "a/b"));
  EXPECT_FALSE(matches("a/b", "A/b"));
  EXPECT_FALSE(matches("a/b", "a/b/"));
  EXPECT_FALSE(matches("a/b", "a"));
  EXPECT_FALSE(matches("a", "ab"));
  EXPECT_FALSE(matches("/a", "a"));
  EXPECT_TRUE(matches("a//b", "a//b"));
  EXPECT_TRUE(matches("a/+/b", "a//b"));
}

TEST(Matches, LeadingWildcardsSkipDollarTopics) {  // [MQTT-4.7.2-1]
  EXPECT_FALSE(matches("#", "$SYS/load"));
  EXPECT_FALSE(matches("+/load", "$SYS/load"));
  EXPECT_TRUE(matches("$SYS/#", "$SYS/load"));
  EXPECT_TRUE(matches("$SYS/+", "$SYS/load"));
  EXPECT_TRUE(matches("a/#", "a/$x"));
}

TEST(IsWithin, ComparesFilterAndRoot) {
  EXPECT_TRUE(is_within("me", "me"));
  EXPECT_TRUE(is_within("me/#", "me"));
  EXPECT_TRUE(is_within("me/+/x", "me"));
  EXPECT_FALSE(is_within("men", "me"));
  EXPECT_FALSE(is_within("+/x", "me"));
  EXPECT_FALSE(is_within("#", "me"));
}

}  // namespace
}  // namespace cunkou::mqtt
