#include "sensing/ingest/http/import_jobs.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/journal/act.hpp"
#include "core/people/testing/two_villages.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/ingest/testing/memory_ingest.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::ingest {
namespace {

// A device of a greenhouse, whose readings are kept in memory.
class ImportJobsTest : public ::testing::Test {
 protected:
  ~ImportJobsTest() override { pool.stop(); }

  static std::vector<devices::Profile> profiles() {
    devices::Profile profile;
    profile.name = profile.thing = "greenhouse";
    profile.label = {"温棚", "greenhouse"};
    profile.quantities = {{"air_temperature", {"气温", "air temperature"}, "Cel", -40, 80, 0.1, {}, false}};
    return {profile};
  }
  DeviceId add_device() {
    return database
        .write([&](sql::Transaction& t) -> Result<DeviceId> {
          journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
          CUNKOU_TRY_VALUE(added, devices::add_device(act, sensorthings::entity_store(t),
                                                      devices::device_store(t), places::place_store(t),
                                                      people::people_store(t), registry.profiles().front(),
                                                      {"1号棚", made.village.id, made.household, {}}));
          registry.load(sensorthings::entity_store(t), devices::device_store(t));
          return added.device.id;
        })
        .value();
  }
  // The import when it has ended.
  Import run(DeviceId id, const std::string& rows) {
    const auto begun = jobs.begin(id, "stream,time,value\n" + rows).value();
    for (;; std::this_thread::yield())
      if (const auto import = jobs.find(begun).value(); import.state != Import::State::running) return import;
  }

  FixedClock clock{{1'795'421'400'000}};
  sql::Database database = sql::testing::repeating_database();
  const people::testing::TwoVillages made = people::testing::two_villages(database);
  devices::Registry registry{profiles()};
  const DeviceId device = add_device();
  testing::Memory memory;
  Ingest ingest{memory, {}};
  async::WorkerPool pool{1, 10};
  ImportJobs jobs{{clock, registry, ingest, pool}};
};

TEST_F(ImportJobsTest, ReportsWhatBecameOfEachLine) {
  const std::string rows =
      "air_temperature,2026-01-01T00:00:00Z,12.5\n"
      "air_temperature,2026-01-01T00:01:00Z,NaN\n"
      "air_temperature,2026-01-01T00:02:00Z,13\n";
  const auto import = run(device, rows);
  EXPECT_EQ(import.state, Import::State::done);
  EXPECT_EQ(import.device, device);
  EXPECT_EQ(import.bytes, import.bytes_total);
  EXPECT_EQ(import.report.added, 2);
  EXPECT_EQ(import.report.refused, 1);
  ASSERT_EQ(import.report.refusals.size(), 1u);
  EXPECT_EQ(import.report.refusals[0].line, 3);
  EXPECT_EQ(memory.readings.size(), 2u);
  EXPECT_EQ(run(device, rows).report.equal, 2) << "the same file again";
}

TEST_F(ImportJobsTest, RefusesAFileWithoutTheColumns) {
  EXPECT_EQ(jobs.begin(device, "time,value\n").error().code, Code::invalid);
  EXPECT_FALSE(jobs.find(1));
}

TEST_F(ImportJobsTest, FailsWhenTheDeviceWasRemoved) {
  const auto import = run(DeviceId{99}, "air_temperature,2026-01-01T00:00:00Z,12.5\n");
  EXPECT_EQ(import.state, Import::State::failed);
  EXPECT_EQ(import.error->en, "the device has been removed");
}

TEST_F(ImportJobsTest, FailsWhenReadingsAreNotStored) {
  memory.full = true;
  const auto import = run(device, "air_temperature,2026-01-01T00:00:00Z,12.5\n");
  EXPECT_EQ(import.state, Import::State::failed);
  EXPECT_EQ(import.error->en, "the disk is full");
  EXPECT_EQ(import.report.added, 0);
}

}  // namespace
}  // namespace cunkou::ingest
