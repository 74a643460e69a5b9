#include "platform/async/connection_limits.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <future>
#include <string>
#include <vector>

#include "platform/async/io.hpp"

namespace cunkou::async {
namespace {

struct ConnectionLimitsTest : ::testing::Test {
  std::vector<std::string> lines;
  ConnectionLimits limits{{"X", 4, 2, [this](std::string_view line) { lines.emplace_back(line); }}};
  std::vector<ConnectionLimits::Place> open;
  std::vector<std::size_t> asked;  // loops that were asked for an idle connection
  ConnectionLimits::CloseIdle close_idle = [this](std::size_t n, const std::string&) {
    asked.push_back(n);
    return false;
  };
  Io io{2};  // ends first

  // Whether the connection was admitted.
  bool arrive(const std::string& address, std::size_t home = 0) {
    std::promise<bool> admitted;
    limits.admit(io, {address, home, close_idle,
                      [&](ConnectionLimits::Place place) {
                        open.push_back(std::move(place));
                        admitted.set_value(true);
                      },
                      [&] { admitted.set_value(false); }});
    return admitted.get_future().get();
  }
};

TEST_F(ConnectionLimitsTest, LeaveOtherAddressesAlone) {
  EXPECT_TRUE(arrive("192.0.2.1"));
  EXPECT_TRUE(arrive("192.0.2.1"));
  EXPECT_FALSE(arrive("192.0.2.1"));
  EXPECT_TRUE(arrive("192.0.2.2"));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], "X: 192.0.2.1 has 2 connections: further ones from there are turned away");
  EXPECT_EQ(limits.refused(ConnectionLimits::Reached::address), 1);
  open.erase(open.begin());
  EXPECT_TRUE(arrive("192.0.2.1"));
}

TEST_F(ConnectionLimitsTest, AskEachLoopForAnIdleConnectionBeginningWithItsOwn) {
  for (auto address : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}) EXPECT_TRUE(arrive(address));
  EXPECT_FALSE(arrive("192.0.2.5", 1));
  EXPECT_EQ(asked, (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(lines.at(0), "X: all 4 connections are in use: further ones are turned away");
  EXPECT_EQ(limits.refused(ConnectionLimits::Reached::connections), 1);
  close_idle = [this](std::size_t n, const std::string& address) {
    EXPECT_EQ(address, "");
    if (n == 0) open.front().give_back();
    return n == 0;
  };
  EXPECT_TRUE(arrive("192.0.2.5", 1));
}

TEST_F(ConnectionLimitsTest, AskForAConnectionOfTheSameAddressAtItsLimit) {
  EXPECT_TRUE(arrive("2001:db8::1"));
  EXPECT_TRUE(arrive("2001:db8::2:3"));
  close_idle = [this](std::size_t, const std::string& address) {
    EXPECT_EQ(address, "2001:db8::/64");
    EXPECT_TRUE(open.front().is_of(address));
    open.front().give_back();
    return true;
  };
  EXPECT_TRUE(arrive("2001:db8::4"));
}

TEST(CountedAddress, IsThatOfAHouseholdAndNoneOfThisMachine) {
  EXPECT_EQ(counted_address("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(counted_address("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(counted_address("127.0.0.2"), "127.0.0.2");
  for (auto none : {"127.0.0.1", "::1", "::ffff:127.0.0.1", "", "nonsense"})
    EXPECT_EQ(counted_address(none), "") << none;
}

}  // namespace
}  // namespace cunkou::async
