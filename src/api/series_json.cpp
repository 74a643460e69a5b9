#include "api/series_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "api/bands_over.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/monitor_service.hpp"
#include "api/person_names.hpp"
#include "base/limits.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/agronomy/sun.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/devices/registry.hpp"

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

struct Figure {
  std::string_view name;
  double (*of)(const series::Summary&);
};
constexpr std::array figures{
    Figure{"min", [](const series::Summary& b) { return b.min; }},
    Figure{"max", [](const series::Summary& b) { return b.max; }},
    Figure{"mean", [](const series::Summary& b) { return b.mean(); }},
    Figure{"count", [](const series::Summary& b) { return static_cast<double>(b.count); }},
    Figure{"first", [](const series::Summary& b) { return b.first.value; }},
    Figure{"last", [](const series::Summary& b) { return b.last.value; }},
};

struct Asked {
  series::Range range;
  Duration step{};
  std::vector<const Figure*> figures;
};

// From the first to the last reading of what is asked for; nothing where there is none.
std::optional<series::Range> whole_range(const series::Store& series,
                                         const std::vector<GreenhouseStream>& streams) {
  std::optional<series::Range> whole;
  for (const auto& stream : streams) {
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

Result<std::int64_t> whole_param(const Request& request, std::string_view name, std::int64_t otherwise,
                                 std::int64_t max) {
  const auto text = request.query_param(name);
  if (!text) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const std::string key(name), most = std::to_string(max);
  if (error != std::errc{} || end != text->data() + text->size() || number < 1 || number > max)
    return invalid(key + " 应在 1 到 " + most + " 之间|" + key + " must be between 1 and " + most);
  return number;
}

Result<std::vector<const Figure*>> figures_param(const Request& request) {
  std::vector<const Figure*> out;
  for (const auto& word : words(request.query_param("figures").value_or("min,max,mean"))) {
    const auto found = std::ranges::find(figures, word, &Figure::name);
    if (found == figures.end())
      return invalid(
          "figures 可以是 min、max、mean、count、first、last|figures may be min, max, mean, count, first "
          "and last, not " +
          word);
    out.push_back(&*found);
  }
  return out;
}

Result<Asked> read_question(const series::Store& series, const std::vector<GreenhouseStream>& streams,
                            const Request& request, Instant now) {
  constexpr std::int64_t year_ms = 366LL * 86'400'000;
  const auto whole = whole_range(series, streams);
  const auto to = time_param(request, "to", now, whole);
  if (!to) return to.error();
  const auto from = time_param(request, "from", *to - days(1), whole);
  if (!from) return from.error();
  if (*from >= *to) return invalid("开始时间应早于结束时间|from must be before to");
  const auto buckets = whole_param(request, "buckets", 600, static_cast<std::int64_t>(limits::buckets_max));
  if (!buckets) return buckets.error();
  auto chosen = figures_param(request);
  if (!chosen) return chosen.error();
  const auto fitting = round_step(((*to - *from).count() + *buckets - 1) / *buckets);
  const auto step = whole_param(request, "step", fitting.count(), year_ms);
  if (!step) return step.error();
  return Asked{{*from, *to}, Duration{*step}, std::move(*chosen)};
}

json::value number_or_null(double n) { return std::isfinite(n) ? json::value(n) : json::value(nullptr); }

Result<json::object> curve(Context& c, const GreenhouseStream& stream, const Asked& asked) {
  constexpr Instant midnight_in_shanghai{16 * 3'600'000LL};  // so that days begin there and not in Greenwich
  const auto buckets = c.series.buckets(stream.id, asked.range, asked.step, midnight_in_shanghai);
  if (!buckets) return buckets.error();
  json::array at;
  std::vector<json::array> columns(asked.figures.size());
  series::Summary total;
  for (const auto& b : *buckets) {
    at.push_back(b.start.ms);
    for (std::size_t n = 0; n < columns.size(); ++n)
      columns[n].push_back(number_or_null(asked.figures[n]->of(b)));
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
  json::object out{{"quantity", stream.quantity},
                   {"unit", stream.unit},
                   {"streamId", stream.id.value},
                   {"at", std::move(at)},
                   {"summary", std::move(summary)}};
  for (std::size_t n = 0; n < columns.size(); ++n) out[asked.figures[n]->name] = std::move(columns[n]);
  return out;
}

Result<json::array> curves(Context& c, const std::vector<GreenhouseStream>& streams, const Asked& asked) {
  json::array out;
  for (const auto& stream : streams) {
    auto one = curve(c, stream, asked);
    if (!one) return one.error();
    out.push_back(std::move(*one));
  }
  return out;
}

std::vector<std::string> quantities_of(const Request& request) {
  return words(request.query_param("quantities").value_or(""));
}

// Sunset to sunrise in quarters of an hour; nothing for more than a month, where they would be a grey wall.
json::array nights(const monitor::Greenhouse& g, series::Range range) {
  json::array out;
  if (range.to - range.from > days(32)) return out;
  std::int64_t began = -1;
  const auto first = range.from.ms / quarter_ms * quarter_ms;
  for (auto ms = first;; ms += quarter_ms) {
    const bool over = ms >= range.to.ms;
    const bool night = !over && !agronomy::is_day(monitor::segment_of(g, Instant{ms}));
    if (night && began < 0) began = std::max(ms, range.from.ms);
    if (!night && began >= 0) {
      out.push_back(json::array{began, std::min(ms, range.to.ms)});
      began = -1;
    }
    if (over) return out;
  }
}

json::array bands_over_json(Context& c, const monitor::Greenhouse& g,
                            const std::vector<GreenhouseStream>& streams, series::Range range) {
  const auto& crops = c.control.definitions().crops;
  const auto crop = std::ranges::find(crops, g.crop, &agronomy::Crop::code);
  if (crop == crops.end()) return {};
  std::vector<std::string> quantities;
  for (const auto& stream : streams)
    if (!std::ranges::count(quantities, stream.quantity)) quantities.push_back(stream.quantity);
  json::array out;
  for (const auto& band : bands_over(g, *crop, quantities, range))
    out.push_back(json::object{{"quantity", band.quantity},
                               {"from", band.from.ms},
                               {"to", band.to.ms},
                               {"low", band.low},
                               {"high", band.high}});
  return out;
}

json::object event_json(const alarms::Alarm& alarm) {
  return {{"at", alarm.raised.ms},
          {"kind", "alarm"},
          {"id", alarm.id.value},
          {"label", {{"code", alarm.rule}, {"params", params_json(params_of(alarm))}}},
          {"severity", name(alarm.severity)}};
}

json::object event_json(const actuation::Command& command) {
  json::object params;
  if (command.position) params["position"] = *command.position;
  return {{"at", command.requested.ms},
          {"kind", "command"},
          {"id", command.id.value},
          {"label",
           {{"code", command.actuator + "_" + std::string(name(command.action))},
            {"params", std::move(params)}}}};
}

// The newest of each kind within the range.
json::array events(Context& c, ThingId thing, series::Range range) {
  json::array out;
  c.database.read([&](sql::Transaction& t) {
    alarms::AlarmQuery query;
    query.things = {thing};
    query.from = range.from;
    query.to = range.to;
    query.top = limits::curve_events;
    for (const auto& alarm : alarms::alarm_store(t).list(query).alarms) out.push_back(event_json(alarm));
    for (const auto& command :
         actuation::command_store(t).list(thing, range.from, range.to, limits::curve_events))
      out.push_back(event_json(command));
  });
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
  std::vector<GreenhouseStream> streams;
  for (const auto& stream : (*info)->streams)
    if (is_wanted(stream, quantities_of(request))) streams.push_back(stream);
  const auto asked = read_question(c.series, streams, request, c.clock.now());
  if (!asked) return asked.error();
  const auto view =
      c.control.with([&](monitor::Monitor& monitor, Instant now) { return monitor.look((*info)->id, now); });
  if (!view) return not_found("没有这个大棚|there is no such greenhouse");

  auto all = curves(c, streams, *asked);
  if (!all) return all.error();
  return Response::json(
      json::object{{"from", to_iso(asked->range.from)},
                   {"to", to_iso(asked->range.to)},
                   {"step", asked->step.count()},
                   {"series", std::move(*all)},
                   {"nights", nights(view->greenhouse, asked->range)},
                   {"bands", bands_json(view->bands)},
                   {"bandSpans", bands_over_json(c, view->greenhouse, streams, asked->range)},
                   {"events", events(c, (*info)->id, asked->range)}});
}

Result<Response> show_device_series(Context& c, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  const auto entry = c.registry.by_id(DeviceId(*id));
  if (!entry) return not_found("没有这个设备|there is no such device");
  const auto wanted = quantities_of(request);
  std::vector<GreenhouseStream> streams;
  for (const auto& one : entry->streams) {
    GreenhouseStream stream;
    stream.id = one.id;
    stream.quantity = one.name;
    stream.unit = one.unit;
    if (is_wanted(stream, wanted)) streams.push_back(std::move(stream));
  }
  const auto asked = read_question(c.series, streams, request, c.clock.now());
  if (!asked) return asked.error();
  auto all = curves(c, streams, *asked);
  if (!all) return all.error();
  return Response::json(json::object{{"from", to_iso(asked->range.from)},
                                     {"to", to_iso(asked->range.to)},
                                     {"step", asked->step.count()},
                                     {"series", std::move(*all)}});
}

json::object command_with_steps(Context& c, const actuation::Command& command, const NameOf& names,
                                std::string_view language) {
  std::vector<actuation::CommandStep> steps;
  c.database.read([&](sql::Transaction& t) { steps = actuation::command_store(t).steps(command.id); });
  return command_json(command, steps, names, language);
}

}  // namespace cunkou::api
