#include "sensing/monitor/thing_kinds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/testing/memory_directory.hpp"
#include "sensing/monitor/testing/monitor_fixture.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::monitor {
namespace {

using testing::MemoryDirectory;
using testing::TestAdvisor;

struct MemorySettings final : ThingSettings {
  std::vector<MonitoredThing> rows;
  std::vector<ThingId> stored;

  void add(std::int64_t id, std::string kind) {
    MonitoredThing settings;
    settings.thing = ThingId{id};
    settings.kind = std::move(kind);
    settings.profile = "greenhouse";
    rows.push_back(std::move(settings));
  }
  std::vector<MonitoredThing> all() override { return rows; }
  std::optional<MonitoredThing> find(ThingId id) override {
    const auto found = std::ranges::find(rows, id, &MonitoredThing::thing);
    return found == rows.end() ? std::nullopt : std::optional(*found);
  }
  void put(const MonitoredThing& settings, Instant) override { stored.push_back(settings.thing); }
};

struct BlockAdvisor final : TestAdvisor {
  std::vector<Advice> advice(const Situation&, Instant) const override { return {{"prune", {}}}; }
};

// Greenhouses 3 and 8, and the block 7.
class ThingKindsTest : public ::testing::Test {
 protected:
  ThingKindsTest() {
    for (const auto id : {3, 8}) greenhouses.add(id), greenhouse_settings.add(id, "greenhouse");
    blocks.add(7), block_settings.add(7, "orchard_block");
  }
  static std::vector<std::int64_t> ids_of(const std::vector<std::shared_ptr<const ThingInfo>>& things) {
    std::vector<std::int64_t> ids;
    for (const auto& info : things) ids.push_back(info->id.value);
    return ids;
  }

  MemoryDirectory greenhouses{"greenhouse"}, blocks{"block"};
  MemorySettings greenhouse_settings, block_settings;
  TestAdvisor greenhouse_advisor;
  BlockAdvisor block_advisor;
  const ThingKind greenhouse_kind{"greenhouse", "/api/greenhouses", greenhouses, greenhouse_settings,
                                  greenhouse_advisor};
  const ThingKind block_kind{"orchard_block", "/api/orchards", blocks, block_settings, block_advisor};
  ThingKinds kinds{{greenhouse_kind, block_kind}};
};

TEST_F(ThingKindsTest, AreOneDirectoryOfAllThings) {
  EXPECT_EQ(kinds.find(ThingId{8})->name, "greenhouse 8");
  EXPECT_EQ(kinds.find(ThingId{7})->name, "block 7");
  EXPECT_FALSE(kinds.find(ThingId{1}));
  EXPECT_EQ(ids_of(kinds.all()).size(), 3u);
  EXPECT_EQ(ids_of(kinds.visible_to({}, {})), (std::vector<std::int64_t>{3, 7, 8})) << "by id";
  kinds.refresh();
  EXPECT_EQ(greenhouses.refreshed, 1);
  EXPECT_EQ(blocks.refreshed, 1);
}

TEST_F(ThingKindsTest, NameTheKindOfAMissingThingOnlyIfThereIsButOne) {
  EXPECT_EQ(kinds.no_such_thing().reason.en, "there is no such thing");
  EXPECT_EQ(ThingKinds({block_kind}).no_such_thing().reason.en, "there is no such block");
}

TEST_F(ThingKindsTest, AreFoundByNameAndByThing) {
  EXPECT_EQ(kinds.find_kind("orchard_block")->api_path, "/api/orchards");
  EXPECT_FALSE(kinds.find_kind("")) << "a profile that names no kind";
  EXPECT_EQ(kinds.kind_of(ThingId{3})->name, "greenhouse");
  EXPECT_EQ(kinds.kind_of(ThingId{7})->name, "orchard_block");
  EXPECT_FALSE(kinds.kind_of(ThingId{1}));
}

TEST_F(ThingKindsTest, GiveTheMonitorServiceTheSettingsAndTheAdvisorOfTheThing) {
  FixedClock clock{{1'795'421'400'000}};
  sql::Database database = sql::testing::repeating_database();
  const auto chunks = series::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  const std::vector<devices::Profile> profiles{testing::test_profile()};
  const rules::RuleSet rules;
  const notifications::EscalationPolicy escalation;
  NoDeviceLink no_devices;
  MonitorService service({profiles, rules, escalation}, {database, series, kinds, no_devices, clock});

  for (const auto id : {3, 7}) service.thing_changed(ThingId{id});
  EXPECT_EQ(greenhouse_settings.stored, std::vector<ThingId>{ThingId{3}});
  EXPECT_EQ(block_settings.stored, std::vector<ThingId>{ThingId{7}});
  const auto advice_of = [&](std::int64_t id) {
    return service.query([&](const Monitor& monitor, Instant now) {
      return monitor.view_of(ThingId{id}, now).value().advice.front().code;
    });
  };
  EXPECT_EQ(advice_of(3), "no_reading");
  EXPECT_EQ(advice_of(7), "prune");
}

}  // namespace
}  // namespace cunkou::monitor
