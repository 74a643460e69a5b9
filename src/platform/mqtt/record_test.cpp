#include "platform/mqtt/record.hpp"

#include <gtest/gtest.h>

#include "platform/mqtt/session.hpp"

namespace cunkou::mqtt {
namespace {

TEST(Record, ParsesItsKeys) {
  EXPECT_EQ(parse_key(queue_key(3, 99))->part, 99u);
  EXPECT_EQ(parse_key(received_key(3, 65'535))->part, 65'535u);
  EXPECT_EQ(parse_key(session_key(12))->number, 12u);
  for (auto bad : {"", "s", "s/", "s/x", "q/1", "q/1/", "s/1/2", "q/1/2/3", "s/99999999999999999999999"})
    EXPECT_FALSE(parse_key(bad)) << bad;
}

TEST(Record, IgnoresDamagedRecords) {
  EXPECT_FALSE(parse_session("xyz"));
  EXPECT_FALSE(parse_retained(""));
  Session session("device/1", "dev", 1);
  EXPECT_FALSE(session.restore_outgoing(1, "\xff"));
}

}  // namespace
}  // namespace cunkou::mqtt
