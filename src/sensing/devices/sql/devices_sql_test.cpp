#include "sensing/devices/device_store.hpp"

#include <gtest/gtest.h>

#include "sensing/devices/testing/devices_fixture.hpp"

namespace cunkou::devices {
namespace {

using testing::any;
using testing::greenhouse;
using testing::now;
using DevicesSql = testing::DevicesTest;

TEST_F(DevicesSql, StoresIngestStats) {
  auto device = add("1号棚", greenhouse(), village)->device.id;
  act([&](journal::Act&, sql::Transaction& t) -> Result<bool> {
    devices::device_store(t).put_ingest_stats(
        device, {1, 2, 3, 4},
        {{now, "t", {"为何", "why"}, "text", 7}, {now, "u", untranslated("why"), "", 0}});
    return true;
  }).value();
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        EXPECT_EQ(devices::device_store(t).counts(device).refused, 4);
        EXPECT_EQ(devices::device_store(t).refusals(device).size(), 2u);
        EXPECT_EQ(devices::device_store(t).refusals(device)[0].line, 7);
        EXPECT_EQ(devices::device_store(t).refusals(device)[0].reason, (Label{"为何", "why"}));
        return true;
      })
      .value();
}

}  // namespace
}  // namespace cunkou::devices
