#include "api/series_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "agronomy/sun.hpp"
#include "api/control_room.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/person_names.hpp"
#include "base/limits.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr int spark_points = 96;
constexpr std::int64_t quarter_ms = 15 * 60'000;

bool is_wanted(const GreenhouseStream& stream, const std::vector<std::string>& quantities) {
  if (quantities.empty()) return !stream.reported;
  return std::find(quantities.begin(), quantities.end(), stream.quantity) != quantities.end();
}

struct Asked {
  series::Range range;
  Duration step{};
  std::vector<std::string> quantities;  // empty: all
};

// From the first to the last reading of what is asked for; nothing where there is none.
std::optional<series::Range> whole_range(const series::Store& series, const GreenhouseInfo& info,
                                         const std::vector<std::string>& quantities) {
  std::optional<series::Range> whole;
  for (const auto& stream : info.streams) {
    if (!is_wanted(stream, quantities)) continue;
    const auto totals = series.totals(stream.id);
    if (!totals.count) continue;
    const series::Range one{*totals.first, *totals.last + Duration{1}};
    whole = whole ? series::Range{std::min(whole->from, one.from), std::max(whole->to, one.to)} : one;
  }
  return whole;
}

Result<Instant> time_param(const Request& request, std::string_view name, Instant otherwise,
                           const std::optional<series::Range>& whole) {
  const auto text = request.query_param(name);
  if (!text || text->empty()) return otherwise;
  if (*text == "first") return whole ? whole->from : otherwise;
  if (*text == "last") return whole ? whole->to : otherwise;
  return parse_instant(*text);
}

// A step that a clock knows, so that buckets fall on the quarter and the hour.
Duration round_step(std::int64_t ms) {
  for (std::int64_t step :
       {1'000LL, 10'000LL, 60'000LL, 120'000LL, 300'000LL, 600'000LL, 900'000LL, 1'800'000LL, 3'600'000LL,
        7'200'000LL, 14'400'000LL, 21'600'000LL, 43'200'000LL, 86'400'000LL})
    if (ms <= step) return Duration{step};
  return Duration{(ms + 86'399'999) / 86'400'000 * 86'400'000};
}

std::vector<std::string> words(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (const auto word = list.substr(0, comma); !word.empty()) out.emplace_back(word);
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return out;
}

Result<Asked> read_question(const series::Store& series, const GreenhouseInfo& info, const Request& request,
                            Instant now) {
  Asked asked;
  if (const auto list = request.query_param("quantities")) asked.quantities = words(*list);
  const auto whole = whole_range(series, info, asked.quantities);
  const auto to = time_param(request, "to", now, whole);
  if (!to) return to.error();
  const auto from = time_param(request, "from", *to - days(1), whole);
  if (!from) return from.error();
  if (*from >= *to) return invalid("开始时间应早于结束时间|from must be before to");
  asked.range = {*from, *to};
  int buckets = 600;
  if (const auto text = request.query_param("buckets")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), buckets);
    if (error != std::errc{} || end != text->data() + text->size() || buckets < 1 ||
        buckets > static_cast<int>(limits::buckets_max))
      return invalid("buckets 应在 1 到 10000 之间|buckets must be between 1 and 10000");
  }
  const auto span = (*to - *from).count();
  asked.step = round_step((span + buckets - 1) / buckets);
  return asked;
}

json::value number_or_null(double n) { return std::isfinite(n) ? json::value(n) : json::value(nullptr); }

Result<json::object> curve(Context& c, const GreenhouseStream& stream, const Asked& asked) {
  constexpr Instant midnight_in_shanghai{16 * 3'600'000LL};  // so that days begin there and not in Greenwich
  const auto buckets = c.series.buckets(stream.id, asked.range, asked.step, midnight_in_shanghai);
  if (!buckets) return buckets.error();
  json::array at, min, max, mean;
  series::Summary total;
  for (const auto& b : *buckets) {
    at.push_back(b.start.ms);
    min.push_back(number_or_null(b.min));
    max.push_back(number_or_null(b.max));
    mean.push_back(number_or_null(b.mean()));
    total.min = total.count ? std::min(total.min, b.min) : b.min;
    total.max = total.count ? std::max(total.max, b.max) : b.max;
    total.sum += b.sum;
    total.count += b.count;
  }
  json::value summary = nullptr;
  if (total.count)
    summary = json::object{{"count", total.count},
                           {"min", total.min},
                           {"max", total.max},
                           {"mean", number_or_null(total.mean())}};
  return json::object{{"quantity", stream.quantity}, {"unit", stream.unit},
                      {"streamId", stream.id.value}, {"at", std::move(at)},
                      {"min", std::move(min)},       {"max", std::move(max)},
                      {"mean", std::move(mean)},     {"summary", std::move(summary)}};
}

// Sunset to sunrise in quarters of an hour; nothing for more than a month, where they would be a grey wall.
json::array nights(const control::Greenhouse& g, series::Range range) {
  json::array out;
  if (range.to - range.from > days(32)) return out;
  std::int64_t began = -1;
  const auto first = range.from.ms / quarter_ms * quarter_ms;
  for (auto ms = first;; ms += quarter_ms) {
    const bool over = ms >= range.to.ms;
    const bool night = !over && !agronomy::is_day(control::segment_of(g, Instant{ms}));
    if (night && began < 0) began = std::max(ms, range.from.ms);
    if (!night && began >= 0) {
      out.push_back(json::array{began, std::min(ms, range.to.ms)});
      began = -1;
    }
    if (over) return out;
  }
}

json::array events(Context& c, ThingId thing, series::Range range) {
  json::array out;
  const auto read = c.database.read([&](sql::Stores& s) -> Result<void> {
    control::AlarmQuery query;
    query.things = {thing};
    query.top = 500;
    for (const auto& a : s.alarms().list(query).alarms)
      if (a.raised >= range.from && a.raised < range.to)
        out.push_back(json::object{{"at", a.raised.ms},
                                   {"kind", "alarm"},
                                   {"id", a.id.value},
                                   {"label", {{"code", a.rule}, {"params", params_json(params_of(a))}}},
                                   {"severity", name(a.severity)}});
    for (const auto& command : s.commands().list(thing, 500))
      if (command.requested >= range.from && command.requested < range.to) {
        json::object params;
        if (command.position) params["position"] = *command.position;
        out.push_back(json::object{{"at", command.requested.ms},
                                   {"kind", "command"},
                                   {"id", command.id.value},
                                   {"label",
                                    {{"code", command.actuator + "_" + std::string(name(command.action))},
                                     {"params", std::move(params)}}}});
      }
    return {};
  });
  (void)read;
  return out;
}

}  // namespace

json::value spark_json(const series::Store& series, const GreenhouseInfo& info,
                       const std::vector<agronomy::Band>& bands, Instant now) {
  const auto* stream = info.stream("air_temperature");
  if (!stream) return nullptr;
  const Instant to{(now.ms / quarter_ms + 1) * quarter_ms};
  const auto from = to - Duration{spark_points * quarter_ms};
  json::array mean(spark_points, nullptr);
  if (const auto buckets = series.buckets(stream->id, {from, to}, Duration{quarter_ms}, from))
    for (const auto& b : *buckets)
      mean[static_cast<std::size_t>((b.start - from).count() / quarter_ms)] = std::round(b.mean() * 10) / 10;
  json::value low = nullptr, high = nullptr;
  for (const auto& b : bands)
    if (b.quantity == stream->quantity) low = b.low, high = b.high;
  return json::object{{"quantity", stream->quantity}, {"from", to_iso(from)},  {"step", quarter_ms / 1000},
                      {"mean", std::move(mean)},      {"low", std::move(low)}, {"high", std::move(high)}};
}

Result<Response> show_series(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto asked = read_question(c.series, **info, request, c.clock.now());
  if (!asked) return asked.error();
  const auto view =
      c.control.with([&](control::Watch& watch, Instant now) { return watch.look((*info)->id, now); });
  if (!view) return not_found("没有这个大棚|there is no such greenhouse");

  json::array curves;
  for (const auto& stream : (*info)->streams) {
    if (!is_wanted(stream, asked->quantities)) continue;
    auto one = curve(c, stream, *asked);
    if (!one) return one.error();
    curves.push_back(std::move(*one));
  }
  return Response::json(json::object{{"from", to_iso(asked->range.from)},
                                     {"to", to_iso(asked->range.to)},
                                     {"step", asked->step.count()},
                                     {"series", std::move(curves)},
                                     {"nights", nights(view->greenhouse, asked->range)},
                                     {"bands", bands_json(view->bands)},
                                     {"events", events(c, (*info)->id, asked->range)}});
}

json::object command_with_steps(Context& c, const control::Command& command, const NameOf& names,
                                std::string_view language) {
  std::vector<control::CommandStep> steps;
  const auto read = c.database.read([&](sql::Stores& s) -> Result<void> {
    steps = s.commands().steps(command.id);
    return {};
  });
  (void)read;
  return command_json(command, steps, names, language);
}

}  // namespace cunkou::api
