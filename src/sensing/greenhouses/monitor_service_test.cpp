// The monitor service with greenhouses, the kind of thing that it monitors; monitor itself may not include
// them.

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <future>
#include <thread>

#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/actuation/actuator_store.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/change_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/greenhouses/greenhouse_kind.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::greenhouses {
namespace {

namespace fs = std::filesystem;
using actuation::CommandState;
using monitor::Monitor;
using monitor::MonitorService;

devices::Profile profile() {
  devices::Profile p;
  p.name = p.thing = "greenhouse";
  p.label = {"温棚", "greenhouse"};
  p.stale_after = minutes(10);
  p.quantities.push_back(
      {"air_temperature", {"棚温", "Air temperature"}, "Cel", -40, 80, 0.1, minutes(1), false});
  p.quantities.push_back({"vent_position", {"风口开度", "Vent position"}, "%", 0, 100, 1, minutes(1), false});
  devices::Actuator vent;
  vent.name = "vent";
  vent.label = {"通风口", "Vent"};
  vent.run_max = minutes(3);
  p.actuators = {vent};
  return p;
}

rules::RuleSet test_rules() {
  rules::Rule cold;
  cold.code = "air_cold_danger";
  cold.concern = "cold";
  cold.label = {"棚里太冷", "Dangerously cold"};
  cold.message = {"棚温 {value}℃", "Air {value} °C"};
  cold.quantity = "air_temperature";
  cold.kind = rules::Kind::below;
  cold.severity = rules::Severity::danger;
  cold.limit = {rules::LimitSource::From::number, 5, "", 0};
  cold.hysteresis = 1;
  return {{cold}};
}

struct DevicesOnline final : monitor::DeviceLink {
  bool is_reachable(const actuation::Command&) const override { return true; }
  bool send(const actuation::Command&) override { return true; }
};

// Two greenhouses on real files, whose database another program may lock.
class MonitorServiceTest : public ::testing::Test {
 protected:
  MonitorServiceTest() {
    database
        .write([&](sql::Transaction& t) -> Result<int> {
          journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
          places::add_place(act, places::place_store(t), {"610829000000", "吴堡县(示例)", "", {}}).value();
          places::add_place(act, places::place_store(t), {"610829101000", "辛家沟镇", "", {}}).value();
          village =
              places::add_place(act, places::place_store(t), {"610829101201", "李家河村", "", {}}).value().id;
          const auto add_greenhouse = [&](std::string called) {
            return devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                       places::place_store(t), people::people_store(t),
                                       registry.profiles().front(), {std::move(called), village, {}, {}})
                .value()
                .device.thing;
          };
          first = add_greenhouse("1号棚");
          second = add_greenhouse("2号棚");
          registry.load(sensorthings::entity_store(t), devices::device_store(t));
          return 0;
        })
        .value();
    greenhouses.refresh();
    open();
    for (const auto id : {first, second}) service->thing_changed(id);
  }
  ~MonitorServiceTest() override {
    service.reset();
    fs::remove_all(folder);
  }

  static fs::path new_folder() {
    std::string name = fs::temp_directory_path() / "cunkou-greenhouses-XXXXXX";
    return ::mkdtemp(name.data());
  }
  void open() { open(database); }
  void open(sql::Database& state) {
    MonitorService::Parts parts{state, series, kinds, devices_online, clock};
    parts.failed = [this](std::string_view why) {
      const std::lock_guard lock(failing);
      failures.emplace_back(why);
    };
    service = std::make_unique<MonitorService>(
        monitor::MonitorDefinitions{registry.profiles(), rule_set, escalation}, std::move(parts));
  }
  // As after a restart: state is loaded from the database, and the queue is empty.
  void reopen() {
    service->stop();
    open();
  }

  StreamId stream(ThingId thing, std::string_view quantity) {
    return greenhouses.find(thing)->stream(quantity)->id;
  }
  void observe(ThingId thing, std::string_view quantity, double value) {
    const series::Reading reading{stream(thing, quantity), clock.now(), value};
    service->observe({&reading, 1});
  }
  void observe_cold_in_both() {
    observe(first, "air_temperature", 3);
    observe(second, "air_temperature", 3);
  }
  monitor::View view_of(ThingId thing) {
    return service->query([&](const Monitor& m, Instant now) { return m.view_of(thing, now).value(); });
  }
  template <class F>
  auto stored(F&& f) {
    return database
        .read([&](sql::Transaction& t) -> Result<std::invoke_result_t<F, sql::Transaction&>> { return f(t); })
        .value();
  }
  std::vector<alarms::Alarm> stored_alarms() {
    return stored([](sql::Transaction& t) { return alarms::alarm_store(t).list({}).alarms; });
  }
  std::vector<CommandState> states_of(CommandId id) {
    return stored([&](sql::Transaction& t) {
      std::vector<CommandState> all;
      for (const auto& change : actuation::command_store(t).changes_of({id})) all.push_back(change.state);
      return all;
    });
  }
  CommandId opening() {
    return service
        ->change([&](Monitor& monitor, Instant now) {
          return monitor.request({first, "vent", actuation::Action::open, {}, ""}, {PersonId{}, "app"}, now);
        })
        .value()
        .id;
  }
  actuation::ActuatorReport moving(std::string actuator) const {
    return {std::move(actuator), actuation::Motion::opening, clock.now()};
  }
  actuation::ActuatorReport manual_switch(bool on) const {
    return {"vent", actuation::ManualSwitch{on}, clock.now()};
  }
  // Wakes the service with a message of a device until the condition holds.
  template <class F>
  void eventually(F&& so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!so()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      service->actuator_reported(second, moving("unknown"));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));  // so that its retries are not crowded out
    }
  }
  std::size_t failure_count() {
    const std::lock_guard lock(failing);
    return failures.size();
  }

  // Another connection holds the write lock during its lifetime. Its function waits, so it runs once.
  class Hold {
   public:
    explicit Hold(const std::string& path) : other_(path) {
      thread_ = std::thread([this] {
        (void)other_.write([&](sql::Transaction&) -> Result<int> {
          held_.set_value();
          free_.get_future().wait();
          return 0;
        });
      });
      held_.get_future().wait();
    }
    ~Hold() {
      free_.set_value();
      thread_.join();
    }

   private:
    sql::Database other_;
    std::promise<void> held_, free_;
    std::thread thread_;
  };

  const fs::path folder = new_folder();
  const std::string path = folder / "cunkou.db";
  FixedClock clock{{1'795'421'400'000}};
  sql::Database database = sql::testing::repeating_database(path, std::chrono::milliseconds(20));
  std::unique_ptr<series::ChunkStore> chunks = series::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  devices::Registry registry{{profile()}};
  GreenhouseDirectory greenhouses{database, registry};
  GreenhouseSettings settings{database};
  std::vector<agronomy::Crop> crops;
  GreenhouseAdvisor advisor{crops};
  monitor::ThingKinds kinds{{greenhouse_kind(greenhouses, settings, advisor)}};
  DevicesOnline devices_online;
  rules::RuleSet rule_set = test_rules();
  notifications::EscalationPolicy escalation;
  PlaceId village;
  ThingId first, second;
  std::mutex failing;
  std::vector<std::string> failures;
  std::unique_ptr<MonitorService> service;
};

TEST_F(MonitorServiceTest, RecallsAReadingSentAsHistory) {
  service->start();
  const Instant then = clock.now() - days(300);
  const auto air = stream(first, "air_temperature");
  ASSERT_TRUE(series.append_and_wait({{{air, then, 6}}, {}}));
  const series::Reading old{air, then, 6};
  service->observe({&old, 1});
  EXPECT_EQ(view_of(first).advice.at(0).code, "no_reading");
  clock.set(clock.now() + minutes(1));
  eventually([&] { return view_of(first).advice.at(0).code == "reading_old"; });
  EXPECT_EQ(view_of(first).since, then);
  EXPECT_EQ(view_of(second).advice.at(0).code, "no_reading");
}

TEST_F(MonitorServiceTest, StoresAnAlarmOnceAfterTheDatabaseIsUnlocked) {
  service->start();
  {
    const Hold hold(path);
    observe(first, "air_temperature", 3);
    observe(second, "air_temperature", 20);
    eventually([&] { return failure_count() >= 2; });
    ASSERT_EQ(view_of(first).alarms.size(), 1u) << "shown before it is stored";
    EXPECT_FALSE(view_of(first).alarms.at(0).id);
    EXPECT_EQ(view_of(second).air.temperature->value, 20) << "the other greenhouse is not affected";
    EXPECT_TRUE(stored_alarms().empty());
  }
  eventually([&] { return !stored_alarms().empty(); });
  // A failure is reported at the end of its round, which may be the one that stored the alarm.
  observe(second, "air_temperature", 20.5);
  eventually([&] { return view_of(second).air.temperature->value == 20.5; });
  const auto before = failure_count();
  EXPECT_NE(failures.front().find("the database is busy"), std::string::npos) << failures.front();
  clock.advance(minutes(1));
  observe(first, "air_temperature", 2.5);
  eventually([&] { return view_of(first).air.temperature->value == 2.5; });
  EXPECT_EQ(stored_alarms().size(), 1u);
  EXPECT_EQ(failure_count(), before) << failures.back();
}

TEST_F(MonitorServiceTest, ProcessesMessagesInOrderAfterTheDatabaseIsUnlocked) {
  service->start();
  const auto id = opening();
  {
    const Hold hold(path);
    service->device_answered(first, id, {true, {}});
    service->actuator_reported(first, moving("vent"));
    observe(first, "vent_position", 30);
    const auto before = failure_count();
    eventually([&] { return failure_count() > before; });
    EXPECT_EQ(states_of(id).back(), CommandState::sent);
  }
  eventually([&] { return states_of(id).back() == CommandState::running; });
  EXPECT_EQ(states_of(id), (std::vector{CommandState::requested, CommandState::sent,
                                        CommandState::acknowledged, CommandState::running}));
}

TEST_F(MonitorServiceTest, WaitsOnceForALockOfAnotherProgramAlsoWhenItStops) {
  using Steady = std::chrono::steady_clock;
  auto patient = sql::testing::repeating_database(path, std::chrono::milliseconds(1500));
  open(patient);
  service->start();
  {
    const Hold hold(path);
    observe_cold_in_both();
    auto begun = Steady::now();
    eventually([&] { return failure_count() > 0; });
    EXPECT_LT(Steady::now() - begun, std::chrono::seconds(4)) << "the first alarm waits, the others do not";
    EXPECT_EQ(view_of(second).air.temperature->value, 3);
    begun = Steady::now();
    service->stop();
    EXPECT_LT(Steady::now() - begun, std::chrono::seconds(5)) << "a round, and the states of the rules";
  }
  service.reset();
}

TEST_F(MonitorServiceTest, StoresAllAlarmsAfterALockOfAnotherProgram) {
  auto patient = sql::testing::repeating_database(path, std::chrono::milliseconds(1500));
  open(patient);
  service->start();
  {
    const Hold hold(path);
    observe_cold_in_both();
    eventually([&] { return failure_count() > 0; });
  }
  eventually([&] { return stored_alarms().size() == 2; });
  service.reset();
}

TEST_F(MonitorServiceTest, ConfirmsAManualSwitchAfterItIsStored) {
  service->start();
  const auto manual = [&] {
    return stored([&](sql::Transaction& t) {
      for (const auto& state : actuation::actuator_store(t).all())
        if (state.thing == first) return state.manual;
      return false;
    });
  };
  std::promise<Result<void>> refused, kept;
  {
    const Hold hold(path);
    service->actuator_reported(first, manual_switch(true),
                               [&](const Result<void>& r) { refused.set_value(r); });
    EXPECT_EQ(refused.get_future().get().error().code, Code::unavailable);
  }
  eventually(manual);
  service->actuator_reported(first, manual_switch(false), [&](const Result<void>& r) { kept.set_value(r); });
  EXPECT_TRUE(kept.get_future().get());
  EXPECT_FALSE(manual());
}

TEST_F(MonitorServiceTest, StoresQueuedMessagesWhenItStops) {
  std::atomic<int> kept = 0, refused = 0;
  const auto count = [&](const Result<void>& r) { r ? ++kept : ++refused; };
  service->start();
  for (int n = 0; n < 50; ++n) service->actuator_reported(first, manual_switch(n % 2 == 0), count);
  service->stop();
  EXPECT_EQ(kept, 50);
  service->actuator_reported(first, manual_switch(true), count);
  EXPECT_EQ(refused, 1);
}

TEST_F(MonitorServiceTest, ProcessesAnAnswerBeforeReadingsOfTheSameTime) {
  service->start();
  const auto id = opening();
  reopen();
  clock.advance(seconds(1));
  observe(first, "vent_position", 100);
  service->device_answered(first, id, {true, {}});
  service->start();
  eventually([&] { return states_of(id).back() == CommandState::done; });
  EXPECT_EQ(states_of(id).at(2), CommandState::acknowledged);
}

TEST_F(MonitorServiceTest, ChangesAndRemovesGreenhousesWhileReadingsArrive) {
  service->start();
  const auto air_first = stream(first, "air_temperature"), air_second = stream(second, "air_temperature");
  const auto device = greenhouses.find(first)->devices.at(0);
  std::atomic<bool> over = false;
  std::thread devices([&] {
    for (double n = 0; !over; ++n) {
      const series::Reading both[] = {{air_first, clock.now(), 20 + std::fmod(n, 5)},
                                      {air_second, clock.now(), 3}};
      service->observe(both);
      service->actuator_reported(first, moving("vent"));
      service->device_connected(device, true);
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  });
  eventually([&] { return stored_alarms().size() == 1; });
  for (int times = 0; times < 30; ++times) {
    service->thing_changed(first);
    service->thing_changed(second);
    EXPECT_EQ(view_of(second).alarms.size(), 1u) << "its alarm stays open";
  }
  service->thing_removed(second);
  eventually([&] { return view_of(first).air.temperature.has_value(); });
  over = true;
  devices.join();
  EXPECT_FALSE(service->query([&](const Monitor& m, Instant now) { return m.view_of(second, now); }));
  EXPECT_EQ(stored([](sql::Transaction& t) { return alarms::alarm_store(t).open(); }).size(), 0u);
  EXPECT_EQ(failure_count(), 0u);
}

TEST_F(MonitorServiceTest, AnswersQueriesDuringATransaction) {
  service->start();
  const Hold hold(path);  // each write waits for 20 ms
  std::atomic<bool> over = false;
  std::thread writer([&] {
    while (!over)
      service->change([&](Monitor& m, Instant now) {
        try {
          (void)m.request({first, "vent", actuation::Action::open, {}, ""}, {PersonId{}, "app"}, now);
        } catch (const std::exception&) {
        }
      });
  });
  const auto begun = std::chrono::steady_clock::now();
  for (int times = 0; times < 100; ++times) EXPECT_TRUE(view_of(first).commands.empty());
  const auto taken = std::chrono::steady_clock::now() - begun;
  over = true;
  writer.join();
  EXPECT_LT(taken, std::chrono::seconds(1)) << "a hundred commits would take two";
}

TEST_F(MonitorServiceTest, DeletesTheSettingsWithTheThing) {
  const auto count = [&] {
    return stored([](sql::Transaction& t) { return greenhouse_store(t).all().size(); });
  };
  EXPECT_EQ(count(), 2u);
  database
      .write([&](sql::Transaction& t) {
        journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
        return devices::remove_thing(act, sensorthings::entity_store(t), second);
      })
      .value();
  service->thing_removed(second);
  EXPECT_EQ(count(), 1u);
}

// As when a command of the program removes it, which the service learns later.
TEST_F(MonitorServiceTest, IgnoresMessagesOfARemovedGreenhouseAndProcessesTheOthers) {
  service->start();
  const auto air = stream(first, "air_temperature");
  database
      .write([&](sql::Transaction& t) {
        journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
        return devices::remove_thing(act, sensorthings::entity_store(t), first);
      })
      .value();
  std::promise<Result<void>> removed, kept;
  service->actuator_reported(first, manual_switch(true),
                             [&](const Result<void>& r) { removed.set_value(r); });
  service->actuator_reported(second, manual_switch(true), [&](const Result<void>& r) { kept.set_value(r); });
  EXPECT_TRUE(removed.get_future().get());
  EXPECT_TRUE(kept.get_future().get());
  const series::Reading reading{air, clock.now(), 2};
  service->observe({&reading, 1});
  eventually([&] { return view_of(second).actuators.at(0).manual; });
  service->stop();
  EXPECT_FALSE(service->query([&](const Monitor& m, Instant now) { return m.view_of(first, now); }));
  EXPECT_EQ(failure_count(), 0u);
}

TEST_F(MonitorServiceTest, ForgetsAGreenhouseInTheChangeThatRemovesIt) {
  service->start();
  std::atomic<bool> over = false;
  std::atomic<int> refused = 0;
  std::thread devices([&] {
    for (int n = 0; !over && n < 1000; ++n)
      for (const auto id : {first, second})
        service->actuator_reported(id, manual_switch(n % 2 == 0),
                                   [&](const Result<void>& r) { refused += !r; });
  });
  const auto gone = service->remove_thing(first, [&] {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
      return devices::remove_thing(act, sensorthings::entity_store(t), first);
    });
  });
  over = true;
  devices.join();
  service->stop();
  EXPECT_TRUE(gone);
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(failure_count(), 0u);
  EXPECT_FALSE(service->query([&](const Monitor& m, Instant now) { return m.view_of(first, now); }));
}

}  // namespace
}  // namespace cunkou::greenhouses
