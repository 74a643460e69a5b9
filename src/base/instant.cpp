#include "base/instant.hpp"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

#include "base/text.hpp"

namespace cunkou {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

// A cursor over the text; each step returns whether it matched.
struct Reader {
  std::string_view rest;

  std::optional<int> digits(std::size_t n) {
    if (rest.size() < n || rest.starts_with('-')) return {};
    const auto value = parse_number<int>(rest.substr(0, n));
    if (value) rest.remove_prefix(n);
    return value;
  }
  bool one_of(std::string_view set) {
    if (rest.empty() || set.find(rest[0]) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
  }
};

std::optional<std::int64_t> read_date(Reader& in) {
  auto y = in.digits(4);
  if (!y || !in.one_of("-")) return {};
  auto m = in.digits(2);
  if (!m || !in.one_of("-")) return {};
  auto d = in.digits(2);
  if (!d || *y < 1970 || *y > 2299) return {};
  date::year_month_day ymd{date::year{*y}, date::month(static_cast<unsigned>(*m)),
                           date::day(static_cast<unsigned>(*d))};
  if (!ymd.ok()) return {};
  return date::sys_days{ymd}.time_since_epoch().count() * day_ms;
}

int read_fraction_ms(Reader& in) {
  int ms = 0, scale = 100;
  while (!in.rest.empty() && is_digit(in.rest[0])) {
    ms += (in.rest[0] - '0') * scale;
    scale /= 10;
    in.rest.remove_prefix(1);
  }
  return ms;
}

std::optional<std::int64_t> read_clock(Reader& in) {
  auto h = in.digits(2);
  if (!h || !in.one_of(":")) return {};
  auto m = in.digits(2);
  if (!m) return {};
  int s = 0, ms = 0;
  if (in.one_of(":")) {
    auto sec = in.digits(2);
    if (!sec) return {};
    s = *sec;
    if (in.one_of(".,")) ms = read_fraction_ms(in);
  }
  if (*h > 23 || *m > 59 || s > 60) return {};
  return ((*h * 60LL + *m) * 60 + s) * 1000 + ms;
}

std::optional<std::int64_t> read_offset(Reader& in) {
  if (in.one_of("Zz")) return 0;
  const bool minus = !in.rest.empty() && in.rest[0] == '-';
  if (!in.one_of("+-")) return {};
  auto h = in.digits(2);
  if (!h) return {};
  in.one_of(":");
  auto m = in.digits(2);
  if (!m || *h > 14 || *m > 59) return {};
  const std::int64_t ms = (*h * 60LL + *m) * 60'000;
  return minus ? -ms : ms;
}

Error not_a_time(std::string_view text) {
  const auto shown = excerpt(text, 40);
  return invalid(format_label("「{}」不是时间，请写成 2026-03-01T08:00:00+08:00，带上时区",
                              "\"{}\" is not a time: write it as 2026-03-01T08:00:00+08:00, with its zone",
                              shown));
}

}  // namespace

std::string to_iso(Instant t) {
  const auto day = date::floor<date::days>(date::sys_time<Duration>{Duration{t.ms}});
  const date::year_month_day ymd{day};
  const std::int64_t in_day = t.ms - day.time_since_epoch().count() * day_ms;
  std::array<char, 48> text;
  const int ms = static_cast<int>(in_day % 1000);
  int n = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", int(ymd.year()),
                        unsigned(ymd.month()), unsigned(ymd.day()), static_cast<int>(in_day / 3'600'000),
                        static_cast<int>(in_day / 60'000 % 60), static_cast<int>(in_day / 1000 % 60));
  std::string out(text.data(), static_cast<std::size_t>(n));
  if (ms != 0) {
    n = std::snprintf(text.data(), text.size(), ".%03d", ms);
    out.append(text.data(), static_cast<std::size_t>(n));
  }
  return out += 'Z';
}

Result<Instant> parse_instant(std::string_view text) {
  Reader in{text};
  auto day = read_date(in);
  if (!day || !in.one_of("Tt ")) return not_a_time(text);
  auto clock = read_clock(in);
  if (!clock) return not_a_time(text);
  auto offset = read_offset(in);
  if (!offset || !in.rest.empty()) return not_a_time(text);
  const std::int64_t ms = *day + *clock - *offset;
  if (ms < 0) return not_a_time(text);
  return Instant{ms};
}

Result<Instant> parse_clock(std::string_view text, Duration offset) {
  std::string padded;
  std::size_t digits = 0;
  const auto pad = [&] {
    if (digits == 1) padded.insert(padded.size() - 1, "0");
    digits = 0;
  };
  for (const char c : text.substr(0, std::min<std::size_t>(text.size(), 40))) {
    if (!is_digit(c)) pad();
    padded += c == '/' ? '-' : c;
    if (is_digit(c)) ++digits;
  }
  if (padded.find_first_of(".,") == padded.npos) pad();
  const auto time = parse_instant(padded + "Z");
  if (!time || time->ms < offset.count()) return not_a_time(text);
  return *time - offset;
}

Result<Duration> parse_duration(std::string_view text) {
  std::int64_t n = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  constexpr std::int64_t n_max = 1'000'000'000;
  if (error == std::errc{} && n >= 0 && n <= n_max) {
    if (unit == "ms") return Duration{n};
    if (unit == "s") return seconds(n);
    if (unit == "m" || unit == "min") return minutes(n);
    if (unit == "h") return hours(n);
    if (unit == "d") return days(n);
  }
  const auto shown = excerpt(text, 40);
  return invalid(format_label("「{}」不是时长，请写成 30s、10m、2h 或 7d",
                              "\"{}\" is not a duration: write 30s, 10m, 2h or 7d", shown));
}

LocalTime in_shanghai(Instant t) {
  const auto local = date::sys_time<Duration>{Duration{t.ms} + hours(8)};
  const auto day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  const date::hh_mm_ss<Duration> clock{local - day};
  const auto new_year = date::sys_days{ymd.year() / 1 / 1};
  return {int(ymd.year()),
          static_cast<int>(unsigned(ymd.month())),
          static_cast<int>(unsigned(ymd.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>((day - new_year).count()) + 1};
}

}  // namespace cunkou
