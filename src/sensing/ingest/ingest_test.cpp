#include "sensing/ingest/ingest.hpp"
#include "sensing/devices/limits.hpp"

#include <gtest/gtest.h>

#include "sensing/ingest/testing/memory_ingest.hpp"

namespace cunkou::ingest {
namespace {

struct IngestTake : ::testing::Test, testing::MemoryIngest {
  Report telemetry(const devices::Entry& entry, std::string_view payload) {
    Report out;
    ingest.take_telemetry(entry, payload, now, [&](const Result<Report>& report) { out = report.value(); });
    return out;
  }
  Report lines(const devices::Entry& entry, std::string_view body) {
    Report out;
    ingest.take_lines(entry, body, formats::Precision::milliseconds, now,
                      [&](const Result<Report>& report) { out = report.value(); });
    return out;
  }
};
using IngestTakeLines = IngestTake;
using IngestTakeObservation = IngestTake;

std::string reason_of(const Report& report) {
  return report.refusals.empty() ? "" : report.refusals[0].reason.en;
}

TEST(AddReport, SumsUpPartsAndListsTheFirstRefusalsByLine) {
  const auto part = [](std::int64_t count, std::vector<std::int64_t> lines) {
    Report report;
    report.added = report.equal = report.replaced = count;
    report.refused = static_cast<std::int64_t>(lines.size());
    for (const auto line : lines) report.refusals.push_back({{}, "t", {}, "", line});
    return report;
  };
  Report total;
  add(total, part(1, {9, 3}), 3);
  add(total, part(2, {12, 5}), 3);
  EXPECT_EQ(total.added, 3);
  EXPECT_EQ(total.equal, 3);
  EXPECT_EQ(total.replaced, 3);
  EXPECT_EQ(total.refused, 4);
  std::vector<std::int64_t> lines;
  for (const auto& refusal : total.refusals) lines.push_back(refusal.line);
  EXPECT_EQ(lines, (std::vector<std::int64_t>{3, 5, 9}));
}

TEST_F(IngestTake, RefusesEachKindOfInvalidReadingAndKeepsTheRest) {
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
        std::string("[{\"ts\":1699999999000,\"values\":{\"air_temperature\":20}},{\"air_temperature\":") +
            value + "}]");
    EXPECT_EQ(report.added, 1) << value;
    EXPECT_EQ(report.refused, 1) << value;
    EXPECT_NE(reason_of(report).find(reason), std::string::npos) << value << ": " << reason_of(report);
  }
  EXPECT_EQ(stats->counts().refused, 8);
  EXPECT_EQ(stats->refusals().size(), 8u);
}

TEST_F(IngestTake, RefusesTheFarFutureAndAcceptsAClockThatRunsAhead) {
  const auto entry = fixed_entry();
  const auto ahead = std::to_string((now + devices::limits::future_max).ms);
  const auto beyond = std::to_string((now + devices::limits::future_max).ms + 1);
  EXPECT_EQ(telemetry(entry, "{\"ts\":" + ahead + ",\"values\":{\"air_temperature\":1}}").added, 1);
  EXPECT_EQ(telemetry(entry, "{\"ts\":" + beyond + ",\"values\":{\"air_temperature\":1}}").refused, 1);
  EXPECT_EQ(lines(entry, "air_temperature value=1 " + beyond).refused, 1);
  EXPECT_EQ(lines(entry, "air_temperature value=1 -5").refused, 1);
}

TEST_F(IngestTake, UsesTheServerTimeWhenTheTimeIsMissing) {
  telemetry(fixed_entry(), R"({"air_temperature":21})");
  EXPECT_TRUE(memory.readings.contains({1, now.ms}));
}

TEST_F(IngestTake, StoresEveryReadingThatCameWithoutATime) {
  EXPECT_EQ(telemetry(fixed_entry(), R"([{"air_temperature":1},{"air_temperature":2}])").added, 2);
  EXPECT_EQ(telemetry(fixed_entry(), R"({"air_temperature":3})").added, 1);
  EXPECT_EQ(lines(fixed_entry(), "air_temperature value=4\nair_temperature value=5").added, 2);
  std::vector<double> values;
  for (const auto& [at, value] : memory.readings) values.push_back(value);
  EXPECT_EQ(values, (std::vector<double>{1, 2, 3, 4, 5}));
  EXPECT_EQ(committed, 5u);
  EXPECT_EQ(committed_times.size(), 5u) << "the listener gets the times that were stored";
}

TEST_F(IngestTake, RefusesAMessageWithMoreUntimedReadingsThanThereAreTimes) {
  std::string body;
  for (int i = 0; i <= 60'000; ++i) body += "air_temperature value=1\n";
  Result<Report> report = Report{};
  ingest.take_lines(fixed_entry(), body, formats::Precision::milliseconds, now,
                    [&](const Result<Report>& r) { report = r; });
  EXPECT_EQ(report.error().code, Code::too_large);
  EXPECT_TRUE(memory.readings.empty());
}

TEST_F(IngestTake, ReportsTheTimesOfTheReadings) {
  const auto report = telemetry(
      fixed_entry(), R"([{"air_temperature":1},{"ts":1699999999000,"values":{"air_temperature":2}},)"
                     R"({"air_temperature":999},{"air_temperature":3}])");
  EXPECT_EQ(report.times, (std::vector<std::optional<Instant>>{now, Instant{1'699'999'999'000}, std::nullopt,
                                                               now + Duration{1}}));
}

TEST_F(IngestTake, StoresTheIdOfAMessageWithItsReadings) {
  const MessageId id{5, 7};
  const auto send = [&](std::string_view payload) {
    Report out;
    ingest.take_telemetry(fixed_entry(), payload, {now, {}, id},
                          [&](const Result<Report>& report) { out = report.value(); });
    return out;
  };
  EXPECT_TRUE(send(R"({"air_temperature":1})").has_message);
  EXPECT_EQ(memory.messages, std::set{id});
  memory.messages.clear();
  EXPECT_FALSE(send(R"({"air_temperature":1,"manual":true})").has_message) << "the state comes after it";
  EXPECT_FALSE(send(R"({"wind":1})").has_message);
  EXPECT_TRUE(memory.messages.empty());
}

TEST_F(IngestTake, CountsEqualAndReplacedReadings) {
  const auto entry = fixed_entry();
  lines(entry, "g air_temperature=20 1699999999000");
  EXPECT_EQ(lines(entry, "g air_temperature=20 1699999999000").equal, 1);
  EXPECT_EQ(lines(entry, "g air_temperature=21 1699999999000").replaced, 1);
  EXPECT_EQ(stats->counts().added, 1);
  EXPECT_EQ(stats->counts().equal, 1);
  EXPECT_EQ(stats->counts().replaced, 1);
}

TEST_F(IngestTake, RefusesANameOutsideTheProfile) {
  auto report = telemetry(fixed_entry(), R"({"air_temperature":21,"wind":3})");
  EXPECT_EQ(report.added, 1);
  EXPECT_NE(reason_of(report).find("no such stream"), std::string::npos);
}

TEST_F(IngestTake, BeginsAPositionStreamAndForwardsActuatorStates) {
  auto report = telemetry(fixed_entry(),
                          R"({"vent_position":40,"vent_moving":"opening","manual":true,"vent_manual":null})");
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.refused, 1);
  EXPECT_NE(reason_of(report).find("a manual switch is true or false"), std::string::npos);
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].actuator, "vent");
  EXPECT_EQ(std::get<actuation::Motion>(states[0].state), actuation::Motion::opening);
  EXPECT_EQ(states[1].actuator, "") << "all actuators";
  EXPECT_TRUE(std::get<actuation::ManualSwitch>(states[1].state).on);
}

TEST_F(IngestTake, CompletesAfterActuatorStatesAreStored) {
  hold_states = true;
  std::vector<Result<Report>> done;
  const auto send = [&] {
    ingest.take_telemetry(fixed_entry(), R"({"vent_moving":"opening","manual":true})", now,
                          [&](const Result<Report>& report) { done.push_back(report); });
  };
  send();
  ASSERT_EQ(waiting.size(), 2u);
  waiting[0]({});
  EXPECT_TRUE(done.empty());
  waiting[1]({});
  ASSERT_EQ(done.size(), 1u);
  EXPECT_TRUE(done[0].has_value());
  send();
  waiting[2](Error{Code::unavailable, untranslated("the disk is full")});
  waiting[3]({});
  ASSERT_EQ(done.size(), 2u);
  EXPECT_EQ(done[1].error().code, Code::unavailable);
}

TEST_F(IngestTake, BeginsStreamsOfAnOpenProfileUpToTheLimit) {
  auto report = telemetry(open_entry(), R"({"a":1,"b":"text","c":true,"d":{"x":1},"e":NaN,"f":5,"g":6})");
  EXPECT_EQ(report.added, 5);    // a b c d f
  EXPECT_EQ(report.refused, 2);  // e is not finite, g exceeds the limit
  EXPECT_EQ(memory.texts.size(), 3u);
  EXPECT_EQ(begun.size(), 5u);
}

TEST_F(IngestTakeLines, CachesLinesByTheirRawBytes) {
  const std::string body =
      "cpu,host=a,cpu=cpu0 usage=1.5 1699999991000\ncpu,cpu=cpu0,host=a usage=2.5 1699999992000\n"
      "cpu usage=abc,ok=t 1699999993000\n\n";
  auto first = lines(open_entry(), body);
  EXPECT_EQ(first.added, 3);
  EXPECT_EQ(first.refused, 1);
  EXPECT_EQ(begun.size(), 2u);
  const auto entry = open_entry();
  EXPECT_EQ(lines(entry, body).equal, 3) << "the text, too";
  EXPECT_EQ(entry->lines.table()->size(), 2u);
  EXPECT_EQ(lines(entry, body).equal, 3) << "the text, too";
  EXPECT_EQ(memory.readings.size(), 2u);
  EXPECT_EQ(memory.readings.at({100, 1699999992000}), 2.5);
}

TEST_F(IngestTakeLines, ReportsTheNumberOfAnInvalidLine) {
  auto report = lines(open_entry(), "a value=1\nb\nc value=oops\nd value=4");
  EXPECT_EQ(report.added, 2);
  ASSERT_EQ(report.refusals.size(), 2u);
  EXPECT_EQ(report.refusals[0].line, 2);
  EXPECT_EQ(report.refusals[1].line, 3);
}

TEST_F(IngestTake, ReportsAFailedCommit) {
  memory.full = true;
  Result<Report> out = Report{};
  ingest.take_telemetry(fixed_entry(), R"({"air_temperature":21})", now,
                        [&](const Result<Report>& r) { out = r; });
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::unavailable);
  EXPECT_EQ(committed, 0u);
}

TEST_F(IngestTake, ReportsCommittedReadings) {
  telemetry(fixed_entry(),
            R"([{"air_temperature":21},{"ts":1699999999000,"values":{"air_temperature":99}}])");
  EXPECT_EQ(committed, 1u);
}

TEST_F(IngestTakeObservation, StoresExtraMembersAfterTheReading) {
  Result<Report> out = Report{};
  const auto send = [&] {
    ingest.take_observation(
        fixed_entry(), StreamId{1},
        R"({"result":21,"phenomenonTime":"2023-11-14T00:00:00Z","parameters":{"by":"hand"}})", now,
        [&](const Result<Report>& r) { out = r; });
  };
  memory.full = true;
  send();
  EXPECT_FALSE(out);
  EXPECT_EQ(extras, 0) << "of no reading";
  memory.full = false;
  extra_refused = true;
  send();
  EXPECT_EQ(out.error().code, Code::unavailable);
  EXPECT_EQ(committed, 0u);
  extra_refused = false;
  send();
  EXPECT_EQ(out->equal, 1);
  EXPECT_EQ(extras, 1);
  EXPECT_EQ(committed, 1u);
}

TEST_F(IngestTakeObservation, RefusesAnotherStream) {
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

TEST_F(IngestTake, OffloadsBeginningAStreamAndStoresTheRestAtOnce) {
  std::vector<std::function<void()>> aside;
  int done = 0;
  const auto send = [&](const devices::Entry& entry, std::string_view payload) {
    ingest.take_telemetry(entry, payload, {now, [&](auto rest) { aside.push_back(std::move(rest)); }},
                          [&](const Result<Report>& report) { done += report.has_value(); });
  };
  send(fixed_entry(), R"({"air_temperature":21,"wind":3,"manual":true})");
  EXPECT_EQ(done, 1);
  EXPECT_TRUE(aside.empty());
  send(open_entry(), R"({"new":1})");
  EXPECT_EQ(done, 1);
  EXPECT_TRUE(memory.readings.size() == 1 && begun.size() == 1) << "nothing yet";
  ASSERT_EQ(aside.size(), 1u);
  aside[0]();
  EXPECT_EQ(done, 2);
  EXPECT_EQ(begun.size(), 2u);
  EXPECT_EQ(memory.readings.size(), 2u);
  send(open_entry(), R"({"new":2})");
  EXPECT_EQ(done, 3);
  EXPECT_EQ(aside.size(), 1u);
}

TEST_F(IngestTakeObservation, KeepsExtraMembersAtTheTimeThatTheReadingHasGot) {
  for (int i = 0; i < 2; ++i)
    ingest.take_observation(fixed_entry(), StreamId{1}, R"({"result":21,"parameters":{"by":"hand"}})", now,
                            [](const Result<Report>&) {});
  EXPECT_EQ(extra_times, (std::vector{now, now + Duration{1}}));
}

TEST_F(IngestTakeObservation, OffloadsExtraMembers) {
  std::vector<std::function<void()>> aside;
  int done = 0;
  const auto send = [&](std::string_view payload) {
    ingest.take_observation(fixed_entry(), StreamId{1}, payload,
                            {now, [&](auto rest) { aside.push_back(std::move(rest)); }},
                            [&](const Result<Report>&) { ++done; });
  };
  send(R"({"result":21,"phenomenonTime":"2023-11-14T00:00:00Z"})");
  EXPECT_EQ(done, 1);
  send(R"({"result":22,"parameters":{"by":"hand"}})");
  EXPECT_EQ(done, 1);
  ASSERT_EQ(aside.size(), 1u);
  aside[0]();
  EXPECT_EQ(done, 2);
  EXPECT_EQ(memory.readings.size(), 2u);
}

}  // namespace
}  // namespace cunkou::ingest
