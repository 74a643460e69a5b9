#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>
#include <vector>

#include <boost/json.hpp>

#include "app/commands.hpp"
#include "app/publisher.hpp"
#include "base/csv.hpp"

namespace cunkou::app {
namespace {

struct Row {
  Instant time;
  std::string stream, value;
};

struct File {
  std::vector<Row> rows;
  std::size_t bad = 0;
};

CsvReader::Source source_of(std::ifstream& in) {
  return [&in](char* into, std::size_t size) {
    in.read(into, static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(in.gcount());
  };
}

Result<File> read_rows(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return not_found(path + " cannot be read");
  CsvReader reader(source_of(in));
  CsvRow row;
  if (!reader.next(row)) return invalid(path + " is empty");
  const auto stream = csv_column(row.fields, {"stream", "name"});
  const auto time = csv_column(row.fields, {"time", "time_utc", "timestamp"});
  const auto value = csv_column(row.fields, {"value", "result"});
  if (!stream || !time || !value)
    return invalid(path + " needs a first line that names its columns: stream,time,value");
  const auto columns = std::max({*stream, *time, *value}) + 1;
  File file;
  while (reader.next(row)) {
    const bool whole = row.fault.empty() && row.fields.size() >= columns;
    const auto at =
        whole ? parse_instant(trimmed(row.fields[*time])) : Result<Instant>(invalid("the row is cut short"));
    if (!at) {
      ++file.bad;
      std::fprintf(stderr, "line %zu: %s\n", row.line, at.error().reason.c_str());
      continue;
    }
    file.rows.push_back(
        {*at, std::string(trimmed(row.fields[*stream])), std::string(trimmed(row.fields[*value]))});
  }
  return file;
}

// A number is sent as one; what is none ("NaN") as a text, which the server refuses and counts.
boost::json::value json_value(const std::string& text) {
  boost::system::error_code error;
  auto value = boost::json::parse(text, error);
  if (!error && value.is_number()) return value;
  return boost::json::string(text);
}

std::string telemetry(const Row& row) {
  return boost::json::serialize(
      boost::json::object{{"ts", row.time.ms}, {"values", {{row.stream, json_value(row.value)}}}});
}

// Sleeps until the row's turn, at `speed` times real time.
class Pace {
 public:
  Pace(double speed, Instant first)
      : speed_(speed), first_(first), began_(std::chrono::steady_clock::now()) {}
  void wait_for(Instant time) const {
    if (speed_ <= 0) return;
    const auto after =
        std::chrono::duration<double, std::milli>(static_cast<double>((time - first_).count()) / speed_);
    std::this_thread::sleep_until(began_ +
                                  std::chrono::duration_cast<std::chrono::steady_clock::duration>(after));
  }

 private:
  double speed_;
  Instant first_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace

int replay(const Replay& wanted) {
  const auto endpoint = parse_endpoint(wanted.mqtt);
  if (!endpoint) return refused(endpoint.error());
  auto file = read_rows(wanted.file);
  if (!file) return refused(file.error());
  auto& rows = file->rows;
  if (rows.empty()) return refused(invalid(wanted.file + " holds no readings"));
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.time < b.time; });

  auto publisher = Publisher::connect(*endpoint, wanted.token);
  if (!publisher) return refused(publisher.error());
  const Pace pace(wanted.speed, rows.front().time);
  std::size_t n = 0;
  for (const auto& row : rows) {
    pace.wait_for(row.time);
    if (auto sent = (*publisher)->publish("v1/devices/me/telemetry", telemetry(row)); !sent)
      return refused(sent.error());
    if (++n % 10'000 == 0)
      std::fprintf(stderr, "%zu of %zu published, %lld acknowledged\n", n, rows.size(),
                   static_cast<long long>((*publisher)->acknowledged()));
  }
  if (auto done = (*publisher)->wait_for_all(); !done) return refused(done.error());
  std::printf("%zu readings published, all acknowledged", rows.size());
  if (file->bad) std::printf("; %zu lines could not be read", file->bad);
  std::printf("\n");
  return 0;
}

}  // namespace cunkou::app
