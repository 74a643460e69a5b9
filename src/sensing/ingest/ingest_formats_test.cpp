// Validation is the same for every format: ThingsBoard JSON, InfluxDB line protocol, CSV and Observations.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/text.hpp"
#include "sensing/devices/limits.hpp"
#include "sensing/formats/csv_readings.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/ingest/testing/memory_ingest.hpp"
#include "sensing/thingsboard/telemetry.hpp"

namespace cunkou::ingest {
namespace {

using testing::MemoryIngest;

constexpr std::string_view soon = "1699999999000", soon_iso = "2023-11-14T22:13:19Z";

Report of(const Result<Report>& report) { return report ? *report : Report{}; }

Report by_json(MemoryIngest& memory_ingest, const devices::Entry& entry, const std::string& payload) {
  Report out;
  memory_ingest.ingest.take_telemetry(entry, payload, memory_ingest.now,
                                      [&](const Result<Report>& r) { out = of(r); });
  return out;
}

Report by_lines(MemoryIngest& memory_ingest, const devices::Entry& entry, const std::string& body,
                formats::Precision precision) {
  Report out;
  memory_ingest.ingest.take_lines(entry, body, precision, memory_ingest.now,
                                  [&](const Result<Report>& r) { out = of(r); });
  return out;
}

Report by_csv(MemoryIngest& memory_ingest, const devices::Entry& entry, const std::string& rows) {
  const auto text = "stream,time,value\n" + rows;
  formats::CsvReadings file{std::string_view(text)};
  EXPECT_TRUE(file.read_header());
  return of(take_and_wait(memory_ingest.ingest, entry, file.next(1000), memory_ingest.now));
}

Report by_observation(MemoryIngest& memory_ingest, const devices::Entry& entry, const std::string& body) {
  Report out;
  memory_ingest.ingest.take_observation(entry, StreamId{1}, body, memory_ingest.now,
                                        [&](const Result<Report>& r) { out = of(r); });
  return out;
}

// One value of air_temperature in each format.
enum class Way { json, lines, csv, observation };
constexpr Way ways[] = {Way::json, Way::lines, Way::csv, Way::observation};

Report take(MemoryIngest& memory_ingest, Way way, const std::string& value) {
  const auto entry = memory_ingest.fixed_entry();
  switch (way) {
    case Way::json:
      return by_json(memory_ingest, entry,
                     R"({"ts":)" + std::string(soon) + R"(,"values":{"air_temperature":)" + value + "}}");
    case Way::lines:
      return by_lines(memory_ingest, entry, "g air_temperature=" + value + " " + std::string(soon),
                      formats::Precision::milliseconds);
    case Way::csv:
      return by_csv(memory_ingest, entry, "air_temperature," + std::string(soon_iso) + "," + value + "\n");
    case Way::observation:
      return by_observation(
          memory_ingest, entry,
          R"({"phenomenonTime":")" + std::string(soon_iso) + R"(","result":)" + value + "}");
  }
  return {};
}

std::string why(const Report& report) { return report.refusals.empty() ? "" : report.refusals[0].reason.en; }

void expect_taken(const std::string& value, double number) {
  for (auto way : ways) {
    MemoryIngest memory_ingest;
    EXPECT_EQ(take(memory_ingest, way, value).added, 1) << value << " by " << static_cast<int>(way);
    ASSERT_EQ(memory_ingest.memory.readings.size(), 1u);
    EXPECT_EQ(memory_ingest.memory.readings.begin()->second, number);
    EXPECT_EQ(memory_ingest.memory.readings.begin()->first.second, 1699999999000);
  }
}

void expect_refused(const std::string& value, std::string_view reason) {
  for (auto way : ways) {
    MemoryIngest memory_ingest;
    const auto report = take(memory_ingest, way, value);
    EXPECT_EQ(report.refused, 1) << value << " by " << static_cast<int>(way);
    EXPECT_NE(why(report).find(reason), std::string::npos) << value << ": " << why(report);
    EXPECT_TRUE(memory_ingest.memory.readings.empty() && memory_ingest.memory.texts.empty());
    EXPECT_EQ(memory_ingest.stats->counts().refused, 1);
  }
}

TEST(IngestFormats, AcceptsEverySpellingOfANumber) {
  expect_taken("21.5", 21.5);
  expect_taken("-0", 0);
  expect_taken("-0.0", 0);
  expect_taken("2.15e1", 21.5);
  expect_taken("2.15E+01", 21.5);
  expect_taken("21.500000000000000000000000000", 21.5);
  expect_taken("1e-400", 0);
  expect_taken("0." + std::string(400, '0') + "1", 0);
}

TEST(IngestFormats, RefusesNotFiniteValues) {
  for (auto value : {"NaN", "nan", "-NaN", "Infinity", "-Infinity", "inf", "1e400", "-1e400"})
    expect_refused(value, "not a finite number");
  expect_refused("1" + std::string(400, '0'), "not a finite number");
}

TEST(IngestFormats, RefusesImplausibleValues) {
  expect_refused("80.1", "outside the plausible range");
  expect_refused("9223372036854775807", "outside the plausible range");
  expect_refused("-9223372036854775808", "outside the plausible range");
  expect_refused("18446744073709551616", "outside the plausible range");
}

TEST(IngestFormats, RefusesTextOnANumericStream) {
  expect_refused("true", "not a number");
  expect_refused("false", "not a number");
}

TEST(IngestFormats, AcceptsAQuotedNumber) {
  expect_taken("\"21.5\"", 21.5);
  expect_taken("\"-3\"", -3);
  for (auto way : {Way::json, Way::lines, Way::observation}) {
    for (auto value : {"\"\"", "\"warm\"", "\"21.5 C\"", "\" 21.5\"", "\"0x15\""}) {
      MemoryIngest memory_ingest;
      EXPECT_NE(why(take(memory_ingest, way, value)).find("not a number"), std::string::npos) << value;
    }
    MemoryIngest memory_ingest;
    EXPECT_NE(why(take(memory_ingest, way, "\"99\"")).find("plausible range"), std::string::npos);
  }
}

TEST(IngestFormats, KeepsQuotedTextOnATextStream) {
  MemoryIngest memory_ingest;
  by_json(memory_ingest, memory_ingest.open_entry(), R"({"firmware":"1.10"})");
  ASSERT_EQ(memory_ingest.memory.texts.size(), 1u);
  EXPECT_EQ(memory_ingest.memory.texts.begin()->second, "\"1.10\"");
}

TEST(IngestFormats, DistinguishesNullFromANumber) {
  for (auto way : {Way::json, Way::observation}) {
    MemoryIngest memory_ingest;
    EXPECT_NE(why(take(memory_ingest, way, "null")).find("no value"), std::string::npos);
  }
}

TEST(IngestFormats, KeepsObjectsAndListsOnATextStream) {
  for (auto way : {Way::json, Way::observation}) {
    for (auto value : {R"({"a":{"b":[1,2]}})", "[1,[2]]"}) {
      MemoryIngest memory_ingest;
      EXPECT_NE(why(take(memory_ingest, way, value)).find("not a number"), std::string::npos) << value;
    }
  }
  MemoryIngest memory_ingest;
  EXPECT_EQ(by_json(memory_ingest, memory_ingest.open_entry(), R"({"a":{"b":[1,{"c":null}]},"d":[]})").added,
            2);
  EXPECT_EQ(memory_ingest.memory.texts.begin()->second, R"({"b":[1,{"c":null}]})");
}

TEST(IngestFormats, RoundsIntegersToTheNearestDouble) {
  MemoryIngest memory_ingest;
  by_json(memory_ingest, memory_ingest.open_entry(), R"({"counter":9007199254740993})");
  by_lines(memory_ingest, memory_ingest.open_entry(), "m counter=9223372036854775807i",
           formats::Precision::milliseconds);
  EXPECT_EQ(memory_ingest.memory.readings.at({100, MemoryIngest::now.ms}), 9007199254740992.0);
  EXPECT_EQ(memory_ingest.memory.readings.at({101, MemoryIngest::now.ms}), 9223372036854775808.0);
}

Report at_ms(MemoryIngest& memory_ingest, std::int64_t ms) {
  return by_json(memory_ingest, memory_ingest.fixed_entry(),
                 fmt::format(R"({{"ts":{},"values":{{"air_temperature":1}}}})", ms));
}

TEST(IngestFormats, UsesTheServerTimeWhenTheTimeIsMissing) {
  MemoryIngest memory_ingest;
  by_json(memory_ingest, memory_ingest.fixed_entry(), R"({"air_temperature":1})");
  EXPECT_EQ(by_lines(memory_ingest, memory_ingest.fixed_entry(), "air_temperature value=2",
                     formats::Precision::seconds)
                .added,
            1);
  EXPECT_EQ(by_observation(memory_ingest, memory_ingest.fixed_entry(), R"({"result":3})").added, 1);
  for (const int n : {0, 1, 2})
    EXPECT_EQ(memory_ingest.memory.readings.at({1, MemoryIngest::now.ms + n}), n + 1) << "the next free ms";
}

TEST(IngestFormats, ReadsTimesInTheGivenUnit) {
  struct Case {
    const char* time;
    formats::Precision precision;
  };
  for (auto [time, precision] : {Case{"1699999999", formats::Precision::seconds},
                                 Case{"1699999999000", formats::Precision::milliseconds},
                                 Case{"1699999999000999", formats::Precision::microseconds},
                                 Case{"1699999999000999999", formats::Precision::nanoseconds}}) {
    MemoryIngest memory_ingest;
    EXPECT_EQ(by_lines(memory_ingest, memory_ingest.fixed_entry(), std::string("g air_temperature=1 ") + time,
                       precision)
                  .added,
              1);
    EXPECT_TRUE(memory_ingest.memory.readings.contains({1, 1699999999000})) << time;
  }
}

TEST(IngestFormats, RefusesTimesInAnotherUnit) {
  struct Case {
    std::int64_t time;
    const char* reason;
  };
  for (auto [time, reason] :
       {Case{1699999999, "another unit"}, Case{1699999999000999, "in the future"}, Case{0, "not set"},
        Case{3000, "not set"}, Case{1699999999000999999, "cannot be read"}, Case{-1, "cannot be read"}}) {
    MemoryIngest memory_ingest;
    EXPECT_NE(why(at_ms(memory_ingest, time)).find(reason), std::string::npos)
        << time << ": " << why(at_ms(memory_ingest, time));
  }
  MemoryIngest memory_ingest;
  for (auto time : {"1699999999", "1699999999000", "-1", "-9223372036854775807"}) {
    const auto report = by_lines(memory_ingest, memory_ingest.fixed_entry(),
                                 std::string("g air_temperature=1 ") + time, formats::Precision::nanoseconds);
    EXPECT_NE(why(report).find("before 1971"), std::string::npos) << time << ": " << why(report);
  }
}

TEST(IngestFormats, RefusesFutureTimes) {
  const auto ahead = MemoryIngest::now + devices::limits::future_max;
  for (auto by : {Duration{1}, days(1), days(400)}) {
    const auto iso = to_iso(ahead + by);
    MemoryIngest memory_ingest;
    EXPECT_NE(why(at_ms(memory_ingest, (ahead + by).ms)).find("in the future"), std::string::npos);
    EXPECT_EQ(by_csv(memory_ingest, memory_ingest.fixed_entry(), "air_temperature," + iso + ",1\n").refused,
              1);
    EXPECT_EQ(by_observation(memory_ingest, memory_ingest.fixed_entry(),
                             R"({"result":1,"phenomenonTime":")" + iso + R"("})")
                  .refused,
              1);
  }
  MemoryIngest memory_ingest;
  EXPECT_EQ(at_ms(memory_ingest, ahead.ms).added, 1);
}

TEST(IngestFormats, AcceptsAQuotedTimeAsThingsBoardDoes) {
  MemoryIngest memory_ingest;
  EXPECT_EQ(by_json(memory_ingest, memory_ingest.fixed_entry(),
                    R"({"ts":"1699999999000","values":{"air_temperature":1}})")
                .added,
            1);
  EXPECT_TRUE(memory_ingest.memory.readings.contains({1, 1699999999000}));
  for (auto ts : {"\"soon\"", "\"\"", "\"", "null", "[]", "1e400", "\"2023-11-14T22:13:19Z\""})
    EXPECT_EQ(by_json(memory_ingest, memory_ingest.fixed_entry(),
                      std::string(R"({"ts":)") + ts + R"(,"values":{"air_temperature":1}})")
                  .added,
              0)
        << ts;
}

TEST(IngestFormats, KeepsBothOfDuplicateNamesWithoutATime) {
  MemoryIngest memory_ingest;
  const auto twice =
      by_json(memory_ingest, memory_ingest.fixed_entry(), R"({"air_temperature":1,"air_temperature":2})");
  EXPECT_EQ(twice.added, 2);
  by_lines(memory_ingest, memory_ingest.fixed_entry(), "g air_temperature=3,air_temperature=4",
           formats::Precision::seconds);
  for (const int n : {0, 1, 2, 3})
    EXPECT_EQ(memory_ingest.memory.readings.at({1, MemoryIngest::now.ms + n}), n + 1) << "in their order";
}

TEST(IngestFormats, KeepsTheLastOfDuplicateMembers) {
  MemoryIngest memory_ingest;
  const auto twice = by_json(memory_ingest, memory_ingest.fixed_entry(),
                             R"({"ts":1699999999000,"values":{"air_temperature":1,"air_temperature":2}})");
  EXPECT_EQ(twice.added + twice.replaced, 2);
  EXPECT_EQ(memory_ingest.memory.readings.at({1, 1'699'999'999'000}), 2);
  by_observation(memory_ingest, memory_ingest.fixed_entry(), R"({"result":"warm","result":5})");
  EXPECT_EQ(memory_ingest.memory.readings.at({1, MemoryIngest::now.ms}), 5);
}

TEST(IngestFormats, KeepsReadingsAroundAnInvalidOne) {
  MemoryIngest memory_ingest;
  EXPECT_EQ(
      by_json(
          memory_ingest, memory_ingest.fixed_entry(),
          R"([{"ts":1699999991000,"values":{"air_temperature":1}},{"ts":"x","values":{"air_temperature":2}},
                        {"ts":1699999993000,"values":{"air_temperature":3}}])")
          .added,
      2);
  EXPECT_EQ(by_lines(memory_ingest, memory_ingest.fixed_entry(),
                     "g air_temperature=1 1699999994\ng air_temperature=x 1699999995\nnonsense\n"
                     "g air_temperature=3 1699999996\n",
                     formats::Precision::seconds)
                .added,
            2);
  EXPECT_EQ(by_csv(memory_ingest, memory_ingest.fixed_entry(),
                   "air_temperature,2023-11-14T22:10:00Z,1\nair_temperature,soon,2\n"
                   "air_temperature,2023-11-14T22:11:00Z,3\n")
                .added,
            2);
  EXPECT_EQ(memory_ingest.memory.readings.size(), 6u);
  EXPECT_EQ(memory_ingest.stats->counts().refused, 4);
}

TEST(IngestFormats, AcceptsChineseNames) {
  MemoryIngest memory_ingest;
  EXPECT_EQ(
      by_json(memory_ingest, memory_ingest.open_entry(), R"({"气温":21.5,"\u571f\u58e4 \u6e7f\u5ea6":33})")
          .added,
      2);
  EXPECT_EQ(by_lines(memory_ingest, memory_ingest.open_entry(), "大棚,棚号=一号 气温=21.5",
                     formats::Precision::seconds)
                .added,
            1);
  ASSERT_EQ(memory_ingest.begun.size(), 3u);
  EXPECT_EQ(memory_ingest.begun[1].stream, "土壤 湿度");
  EXPECT_EQ(memory_ingest.begun[2].stream, "大棚.气温{棚号=一号}");
}

TEST(IngestFormats, RefusesLongAndUnprintableNames) {
  MemoryIngest memory_ingest;
  const std::string fits(formats::limits::stream_name_bytes, 'a'),
      over(formats::limits::stream_name_bytes + 1, 'a');
  const auto json = by_json(memory_ingest, memory_ingest.open_entry(),
                            R"({")" + fits + R"(":1,")" + over + R"(":2,"":3,"a\nb":4})");
  EXPECT_EQ(json.added, 1);
  EXPECT_EQ(json.refused, 3);
  for (const auto& refusal : json.refusals)
    EXPECT_NE(refusal.reason.en.find("the name is empty"), std::string::npos);
  EXPECT_EQ(by_lines(memory_ingest, memory_ingest.open_entry(),
                     over + " value=1\n\xff value=2\na,b=\x01 value=3\n", formats::Precision::seconds)
                .refused,
            3);
  EXPECT_EQ(
      by_lines(memory_ingest, memory_ingest.open_entry(), "m s=\"\xe6\xb0\"", formats::Precision::seconds)
          .refused,
      1);
  EXPECT_EQ(memory_ingest.begun.size(), 1u);
  for (const auto& refusal : memory_ingest.stats->refusals())
    EXPECT_TRUE(is_utf8(refusal.stream) && is_utf8(refusal.text)) << refusal.stream;
}

TEST(IngestFormats, BeginsNoStreamForARefusedReading) {
  MemoryIngest memory_ingest;
  by_json(memory_ingest, memory_ingest.open_entry(),
          R"({"a":NaN,"b":")" + std::string(formats::limits::text_result_bytes, 'x') + R"("})");
  by_json(memory_ingest, memory_ingest.open_entry(), R"({"ts":3000,"values":{"c":1}})");
  EXPECT_EQ(memory_ingest.begun.size(), 0u);
  EXPECT_EQ(memory_ingest.stats->counts().refused, 3);
}

TEST(IngestFormats, RefusesAnUnreadableActuatorState) {
  MemoryIngest memory_ingest;
  const auto report =
      by_json(memory_ingest, memory_ingest.fixed_entry(),
              R"({"manual":NaN,"vent_manual":true,"vent_moving":")" + std::string(5000, 'x') + R"("})");
  EXPECT_EQ(report.refused, 2);
  EXPECT_EQ(memory_ingest.states.size(), 1u);
}

std::string repeated(std::string_view one, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += one;
  return out;
}

TEST(IngestFormats, RefusesAMessageOfTooManyReadings) {
  const auto over = formats::limits::batch_readings + 1;
  EXPECT_EQ(thingsboard::parse_telemetry("{" + repeated(R"("a":1,)", over) + R"("a":1})").error().code,
            Code::too_large);
  EXPECT_EQ(
      thingsboard::parse_telemetry(R"({"ts":"x","values":{)" + repeated(R"("a":1,)", over) + R"("a":1}})")
          .error()
          .code,
      Code::too_large);
  EXPECT_EQ(
      sensorthings::parse_data_array(R"([{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[)" +
                                     repeated("[1],", over) + "[1]]}]")
          .error()
          .code,
      Code::too_large);
}

TEST(IngestFormats, CountsRefusalsBeyondTheListed) {
  MemoryIngest memory_ingest;
  const std::size_t count = 10'000;
  const auto report = by_lines(memory_ingest, memory_ingest.fixed_entry(),
                               repeated("g air_temperature=x\n", count), formats::Precision::seconds);
  EXPECT_EQ(report.refused, static_cast<std::int64_t>(count));
  EXPECT_EQ(report.refusals.size(), devices::limits::refusals_kept);
  const auto wide =
      by_lines(memory_ingest, memory_ingest.fixed_entry(),
               "g a=1" + repeated(",a=1", formats::limits::streams_per_device) + "\ng air_temperature=1\n",
               formats::Precision::seconds);
  EXPECT_EQ(wide.refused, 1);
  EXPECT_EQ(wide.added, 1);
}

}  // namespace
}  // namespace cunkou::ingest
