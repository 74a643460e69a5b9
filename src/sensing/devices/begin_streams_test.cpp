#include "sensing/devices/begin_streams.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/testing/devices_fixture.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;
using BeginStreamsTest = testing::DevicesTest;

TEST_F(BeginStreamsTest, BeginsStreamsOnceAndUpToTheLimit) {
  auto device = add("记录仪", any(), village)->device.id;
  const std::vector<std::string> names = {"a", "b", "a", "c{x=1}"};
  auto begin = [&](std::size_t most) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return begin_streams(by, sensorthings::entity_store(t), devices::device_store(t), any(), device, names,
                           most);
    });
  };
  EXPECT_EQ(begin(2).value().size(), 2u);
  EXPECT_EQ(begin(2).value().size(), 0u);
  EXPECT_EQ(begin(100).value().size(), 1u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams)->count, 3);
  EXPECT_EQ(find(sensorthings::EntitySet::observed_properties, "name eq 'c'")->count, 1);
}

}  // namespace
}  // namespace cunkou::devices
