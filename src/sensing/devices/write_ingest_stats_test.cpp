#include "sensing/devices/write_ingest_stats.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "base/unavailable.hpp"

namespace cunkou::devices {
namespace {

// Devices 1 to 6, each with one refusal that is not written yet.
struct WriteIngestStats : ::testing::Test {
  std::vector<Entry> devices;
  std::set<std::int64_t> broken;
  std::vector<std::int64_t> written, tried;

  WriteIngestStats() {
    for (std::int64_t id = 1; id <= 6; ++id) {
      Device device;
      device.id = DeviceId{id};
      auto stats = std::make_shared<IngestStats>();
      stats->add({0, 0, 0, 1}, {});
      devices.push_back(std::make_shared<DeviceEntry>(
          device, access::Scope{}, nullptr, std::vector<sensorthings::Datastream>{}, std::move(stats)));
    }
  }
  std::size_t refused() {
    written.clear();
    tried.clear();
    return write_ingest_stats(
               devices,
               [this](DeviceId id, const IngestCounts& counts, const std::vector<formats::Refusal>&) {
                 EXPECT_EQ(counts.refused, 1);
                 tried.push_back(id.value);
                 if (broken.contains(id.value)) throw Unavailable(untranslated("disk is full"));
                 written.push_back(id.value);
               })
        .size();
  }
};

using Ids = std::vector<std::int64_t>;

TEST_F(WriteIngestStats, WritesEachOnce) {
  EXPECT_EQ(refused(), 0u);
  EXPECT_EQ(written, (Ids{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(refused(), 0u);
  EXPECT_EQ(written, Ids{});
}

TEST_F(WriteIngestStats, RetriesAFailureAndWritesTheOthers) {
  broken = {2};
  EXPECT_EQ(refused(), 1u);
  EXPECT_EQ(written, (Ids{1, 3, 4, 5, 6}));
  broken.clear();
  EXPECT_EQ(refused(), 0u);
  EXPECT_EQ(written, Ids{2});
}

TEST_F(WriteIngestStats, StopsAfterThreeFailures) {
  broken = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(refused(), 3u);
  EXPECT_EQ(tried, (Ids{1, 2, 3}));
  broken.clear();
  EXPECT_EQ(refused(), 0u);
  EXPECT_EQ(written, (Ids{1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace cunkou::devices
