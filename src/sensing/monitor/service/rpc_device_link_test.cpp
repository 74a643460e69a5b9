#include "sensing/monitor/service/rpc_device_link.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "sensing/monitor/testing/memory_directory.hpp"

namespace cunkou::monitor {
namespace {

constexpr Instant now{1'767'225'600'000};

// Devices that are connected, and what they receive.
struct Transport final : DeviceTransport {
  std::set<DeviceId> connected;
  std::map<DeviceId, std::string> received;  // "topic payload"

  bool is_subscribed(DeviceId device, std::string_view topic) const override {
    return connected.contains(device) && topic == "v1/devices/me/rpc/request/12";
  }
  bool publish(DeviceId device, std::string_view topic, std::string_view payload) override {
    if (!connected.contains(device)) return false;
    received[device] = std::string(topic) + " " + std::string(payload);
    return true;
  }
};

// The thing 3 with two devices that have the vent, and a sensor without it.
class RpcDeviceLinkTest : public ::testing::Test {
 protected:
  RpcDeviceLinkTest() {
    devices::Actuator actuator;
    actuator.name = "vent";
    with_vent.actuators = {actuator};
    ThingInfo info;
    info.id = ThingId{3};
    info.devices = {first, second, sensor};
    info.profiles = {&with_vent, &with_vent, &without};
    things.add(info);
    command.id = CommandId{12};
    command.thing = info.id;
    command.actuator = "vent";
    command.action = actuation::Action::set;
    command.position = 50;
    command.expires = now + minutes(2);
  }

  const DeviceId first{1}, second{2}, sensor{4};
  devices::Profile with_vent, without;
  testing::MemoryDirectory things{"greenhouse"};
  Transport transport;
  FixedClock clock{now};
  RpcDeviceLink link{things, transport, clock};
  actuation::Command command;
};

TEST_F(RpcDeviceLinkTest, SendsTheCommandToEachDeviceThatHasTheActuator) {
  transport.connected = {first, second, sensor};
  EXPECT_TRUE(link.is_reachable(command));
  EXPECT_TRUE(link.send(command));
  ASSERT_EQ(transport.received.size(), 2u);
  EXPECT_EQ(transport.received[first], transport.received[second]);
  EXPECT_TRUE(transport.received[first].starts_with(
      R"(v1/devices/me/rpc/request/12 {"method":"vent","params":{"action":"set")"))
      << transport.received[first];
}

TEST_F(RpcDeviceLinkTest, IsReachableThroughOneOfSeveralDevices) {
  transport.connected = {second};
  EXPECT_TRUE(link.is_reachable(command));
  EXPECT_TRUE(link.send(command));
  EXPECT_EQ(transport.received.size(), 1u);
}

TEST_F(RpcDeviceLinkTest, IsNotReachableThroughADeviceWithoutTheActuator) {
  transport.connected = {sensor};
  EXPECT_FALSE(link.is_reachable(command));
  EXPECT_FALSE(link.send(command));
  EXPECT_TRUE(transport.received.empty());
}

TEST_F(RpcDeviceLinkTest, ReachesNothingOfAThingThatIsGone) {
  transport.connected = {first, second};
  command.thing = ThingId{4};
  EXPECT_FALSE(link.is_reachable(command));
  EXPECT_FALSE(link.send(command));
}

}  // namespace
}  // namespace cunkou::monitor
