#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <thread>

#include <boost/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/csv_file.hpp"
#include "app/cli/publisher.hpp"
#include "app/cli/terminal.hpp"
#include "base/json_text.hpp"
#include "sensing/formats/csv_readings.hpp"
#include "sensing/thingsboard/topics.hpp"

namespace cunkou::app {
namespace {

Result<formats::ParsedReadings> read_rows(const std::string& path) {
  CsvFile csv(path);
  CUNKOU_TRY_VALUE(text, csv.utf8());
  formats::CsvReadings file(std::move(text));
  CUNKOU_TRY(file.read_header());
  auto rows = file.next(std::numeric_limits<std::size_t>::max());
  for (const auto& bad : rows.refused)
    fmt::print(stderr, "{}\n", localize_line(bad.line, bad.stream, bad.reason, bad.text));
  if (rows.readings.empty()) return invalid(format_label("{} 里没有读数", "{} holds no readings", path));
  std::ranges::stable_sort(rows.readings, {}, &formats::ParsedReading::time);
  return rows;
}

// A value that is not a number is sent as "NaN", which the server refuses and counts.
std::string telemetry(const formats::ParsedReading& reading) {
  auto value = std::isfinite(reading.number) ? boost::json::value(reading.number) : boost::json::value("NaN");
  return json_text({{"ts", reading.time->ms}, {"values", {{reading.name, std::move(value)}}}});
}

// Sleeps until the time of a row, at `speed` times real time.
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
  const auto file = read_rows(wanted.file);
  if (!file) return refused(file.error());
  const auto& rows = file->readings;

  auto publisher = Publisher::connect(*endpoint, wanted.token);
  if (!publisher) return refused(publisher.error());
  const Pace pace(wanted.speed, *rows.front().time);
  std::size_t n = 0;
  for (const auto& row : rows) {
    pace.wait_for(*row.time);
    if (auto sent = (*publisher)->publish(std::string(thingsboard::telemetry_topic), telemetry(row)); !sent)
      return refused(sent.error());
    if (++n % 10'000 == 0)
      fmt::print(stderr, "{}\n",
                 localize("已发 {}，共 {}，已确认 {}", "{} of {} published, {} acknowledged", n, rows.size(),
                          (*publisher)->acknowledged()));
  }
  if (auto done = (*publisher)->wait_for_all(); !done) return refused(done.error());
  fmt::print("{}",
             localize("已发 {} 个读数，全部确认", "readings published, all acknowledged: {}", rows.size()));
  if (!file->refused.empty())
    fmt::print("{}", localize("；{} 行读不懂", "; lines that could not be read: {}", file->refused.size()));
  fmt::print(
      "\n{}\n",
      localize("确认不等于收下：拒收了几个、为什么，看这台设备的页面",
               "acknowledged is not accepted: the page of the device counts the refused ones and says why"));
  return 0;
}

}  // namespace cunkou::app
