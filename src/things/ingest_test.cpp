#include "things/ingest.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cunkou::things {
namespace {

constexpr Instant now{1'700'000'000'000};

Profile greenhouse() {
  Profile profile;
  profile.name = "greenhouse";
  profile.quantities = {{"air_temperature", {"气温", "air temperature"}, "Cel", -40, 80, 0.1, {}, false}};
  Actuator vent;
  vent.name = "vent";
  profile.actuators = {vent};
  return profile;
}

Datastream stream(std::int64_t id, const std::string& name, bool number_only) {
  Datastream out;
  out.id = StreamId{id};
  out.stream = name;
  out.number_only = number_only;
  if (number_only) {
    out.min = -40;
    out.max = 80;
    out.unit = "Cel";
  }
  return out;
}

// A series that remembers: what Ingest needs of series::Store.
struct Memory {
  std::map<std::pair<std::int64_t, std::int64_t>, double> readings;
  std::vector<series::TextResult> texts;
  bool full = false;

  void append(series::Batch batch, const std::function<void(const Result<series::Outcome>&)>& done) {
    if (full) return done(Error{Code::unavailable, "the disk is full"});
    series::Outcome outcome;
    for (const auto& reading : batch.readings) {
      auto [at, fresh] = readings.emplace(std::pair{reading.stream.value, reading.time.ms}, reading.value);
      if (fresh)
        ++outcome.added;
      else if (at->second == reading.value)
        ++outcome.equal;
      else
        ++outcome.replaced;
      at->second = reading.value;
    }
    for (auto& text : batch.texts) texts.push_back(std::move(text));
    outcome.added += static_cast<std::int64_t>(batch.texts.size());
    done(outcome);
  }
};

struct Ingesting : testing::Test {
  Profile fixed = greenhouse();
  Profile any;
  Memory memory;
  Device device;
  std::shared_ptr<Tally> tally = std::make_shared<Tally>();
  std::vector<Datastream> open_ones;
  std::vector<ActuatorState> states;
  std::size_t committed = 0;
  Ingest ingest{[this](series::Batch b, auto done) { memory.append(std::move(b), done); }, hooks()};

  Ingesting() {
    any.name = "any";
    any.open = true;
    device.id = DeviceId{1};
    device.thing = ThingId{1};
  }

  Ingest::Hooks hooks() {
    Ingest::Hooks out;
    out.open_streams = [this](const Entry& entry, const std::vector<std::string>& names) -> Result<Entry> {
      for (const auto& name : names) {
        if (open_ones.size() < 5) open_ones.push_back(stream(100 + std::ssize(open_ones), name, false));
      }
      return std::make_shared<DeviceEntry>(device, people::Scope{}, entry->open ? &any : &fixed, open_ones,
                                           tally);
    };
    out.committed = [this](const DeviceEntry&, std::span<const series::Reading> readings) {
      committed += readings.size();
    };
    out.actuator_state = [this](const DeviceEntry&, const ActuatorState& state) { states.push_back(state); };
    return out;
  }

  Entry fixed_entry() {
    open_ones = {stream(1, "air_temperature", true)};
    return std::make_shared<DeviceEntry>(device, people::Scope{}, &fixed, open_ones, tally);
  }
  Entry open_entry() {
    return std::make_shared<DeviceEntry>(device, people::Scope{}, &any, open_ones, tally);
  }

  Report telemetry(const Entry& entry, std::string_view payload) {
    Report out;
    ingest.take_telemetry(entry, payload, now, [&](const Result<Report>& report) { out = report.value(); });
    return out;
  }
  Report lines(const Entry& entry, std::string_view body) {
    Report out;
    ingest.take_lines(entry, body, Precision::milliseconds, now,
                      [&](const Result<Report>& report) { out = report.value(); });
    return out;
  }
};

std::string reason_of(const Report& report) {
  return report.refusals.empty() ? "" : report.refusals[0].reason;
}

TEST_F(Ingesting, RefusesEachKindOfBadReadingAndKeepsTheRest) {
  const auto entry = fixed_entry();
  struct Case {
    const char* value;
    const char* reason;
  };
  for (auto [value, reason] :
       {Case{"NaN", "not a finite number"}, Case{"Infinity", "not a finite number"},
        Case{"1e400", "not a finite number"}, Case{"80.1", "outside the plausible range"},
        Case{"\"warm\"", "not a number"}, Case{"true", "not a number"}, Case{"null", "no value"},
        Case{"{\"a\":1}", "not a number"}}) {
    memory.readings.clear();
    auto report = telemetry(
        entry,
        std::string("[{\"ts\":5,\"values\":{\"air_temperature\":20}},{\"air_temperature\":") + value + "}]");
    EXPECT_EQ(report.added, 1) << value;
    EXPECT_EQ(report.refused, 1) << value;
    EXPECT_NE(reason_of(report).find(reason), std::string::npos) << value << ": " << reason_of(report);
  }
  EXPECT_EQ(tally->counts().refused, 8);
  EXPECT_EQ(tally->refusals().size(), 8u);
}

TEST_F(Ingesting, RefusesTheFarFutureAndTakesAClockThatRunsAhead) {
  const auto entry = fixed_entry();
  const auto ahead = std::to_string((now + limits::future_max).ms);
  const auto beyond = std::to_string((now + limits::future_max).ms + 1);
  EXPECT_EQ(telemetry(entry, "{\"ts\":" + ahead + ",\"values\":{\"air_temperature\":1}}").added, 1);
  EXPECT_EQ(telemetry(entry, "{\"ts\":" + beyond + ",\"values\":{\"air_temperature\":1}}").refused, 1);
  EXPECT_EQ(lines(entry, "air_temperature value=1 " + beyond).refused, 1);
  EXPECT_EQ(lines(entry, "air_temperature value=1 -5").refused, 1);
}

TEST_F(Ingesting, GivesTheServersTimeWhereThereIsNone) {
  telemetry(fixed_entry(), R"({"air_temperature":21})");
  EXPECT_TRUE(memory.readings.contains({1, now.ms}));
}

TEST_F(Ingesting, CountsEqualAndReplacedReadings) {
  const auto entry = fixed_entry();
  lines(entry, "g air_temperature=20 1000");
  EXPECT_EQ(lines(entry, "g air_temperature=20 1000").equal, 1);
  EXPECT_EQ(lines(entry, "g air_temperature=21 1000").replaced, 1);
  EXPECT_EQ(tally->counts().added, 1);
  EXPECT_EQ(tally->counts().equal, 1);
  EXPECT_EQ(tally->counts().replaced, 1);
}

TEST_F(Ingesting, RefusesANameThatTheProfileDoesNotHave) {
  auto report = telemetry(fixed_entry(), R"({"air_temperature":21,"wind":3})");
  EXPECT_EQ(report.added, 1);
  EXPECT_NE(reason_of(report).find("no such stream"), std::string::npos);
}

TEST_F(Ingesting, BeginsTheStreamOfAnActuatorsPositionAndPassesItsStateOn) {
  auto report = telemetry(fixed_entry(), R"({"vent_position":40,"vent_moving":"opening","manual":true})");
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.refused, 0);
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].name, "vent_moving");
  EXPECT_EQ(states[0].json, "\"opening\"");
  EXPECT_EQ(states[1].json, "true");
}

TEST_F(Ingesting, BeginsStreamsOfAnOpenProfileUpToTheLimit) {
  auto report = telemetry(open_entry(), R"({"a":1,"b":"text","c":true,"d":{"x":1},"e":NaN,"f":5,"g":6})");
  EXPECT_EQ(report.added, 5);    // a b c d f
  EXPECT_EQ(report.refused, 2);  // e is not finite, g is one too many
  EXPECT_EQ(memory.texts.size(), 3u);
  EXPECT_EQ(open_ones.size(), 5u);
}

TEST_F(Ingesting, ReadsLinesAgainByTheirRawBytes) {
  const std::string body =
      "cpu,host=a,cpu=cpu0 usage=1.5 1000\ncpu,cpu=cpu0,host=a usage=2.5 2000\ncpu usage=abc,ok=t 3000\n\n";
  auto first = lines(open_entry(), body);
  EXPECT_EQ(first.added, 3);
  EXPECT_EQ(first.refused, 1);
  EXPECT_EQ(open_ones.size(), 2u);
  const auto entry = open_entry();
  EXPECT_EQ(lines(entry, body).equal, 2);
  EXPECT_EQ(entry->lines.table()->size(), 2u);
  EXPECT_EQ(lines(entry, body).equal, 2);
  EXPECT_EQ(memory.readings.size(), 2u);
  EXPECT_EQ(memory.readings.at({100, 2000}), 2.5);
}

TEST_F(Ingesting, TellsTheNumberOfABadLine) {
  auto report = lines(open_entry(), "a value=1\nb\nc value=oops\nd value=4");
  EXPECT_EQ(report.added, 2);
  ASSERT_EQ(report.refusals.size(), 2u);
  EXPECT_EQ(report.refusals[0].line, 2);
  EXPECT_EQ(report.refusals[1].line, 3);
}

TEST_F(Ingesting, TellsWhenNothingWasKept) {
  memory.full = true;
  Result<Report> out = Report{};
  ingest.take_telemetry(fixed_entry(), R"({"air_temperature":21})", now,
                        [&](const Result<Report>& r) { out = r; });
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::unavailable);
  EXPECT_EQ(committed, 0u);
}

TEST_F(Ingesting, TellsOfTheCommittedReadings) {
  telemetry(fixed_entry(), R"([{"air_temperature":21},{"ts":7,"values":{"air_temperature":99}}])");
  EXPECT_EQ(committed, 1u);
}

TEST_F(Ingesting, TakesAnObservationOfItsOwnStreamOnly) {
  const auto entry = fixed_entry();
  Result<Report> out = Report{};
  auto keep = [&](const Result<Report>& r) { out = r; };
  ingest.take_observation(entry, StreamId{1}, R"({"result":21})", now, keep);
  EXPECT_EQ(out->added, 1);
  ingest.take_observation(entry, StreamId{1}, R"({"result":NaN})", now, keep);
  EXPECT_EQ(out->refused, 1);
  ingest.take_observation(entry, StreamId{2}, R"({"result":21})", now, keep);
  EXPECT_FALSE(out);
  ingest.take_observation(entry, StreamId{1}, R"({"result":21,"Datastream":{"@iot.id":2}})", now, keep);
  EXPECT_FALSE(out);
  ingest.take_observation(entry, StreamId{1}, "{", now, keep);
  EXPECT_FALSE(out);
}

}  // namespace
}  // namespace cunkou::things
