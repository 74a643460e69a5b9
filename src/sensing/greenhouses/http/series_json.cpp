#include "sensing/greenhouses/http/series_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "sensing/actuation/command_store.hpp"
#include "sensing/agronomy/sun.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/greenhouses/band_spans.hpp"
#include "sensing/greenhouses/http/greenhouse_json.hpp"
#include "sensing/greenhouses/limits.hpp"
#include "sensing/monitor/monitor_json.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/series/curves.hpp"

namespace cunkou::greenhouses {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;
using monitor::ThingInfo;
using monitor::ThingStream;

constexpr int spark_points = 96;
constexpr std::int64_t quarter_ms = 15 * 60'000;

bool is_wanted(const ThingStream& stream, const std::vector<std::string>& quantities) {
  if (quantities.empty()) return !stream.reported;
  return std::find(quantities.begin(), quantities.end(), stream.quantity) != quantities.end();
}

std::vector<series::CurveStream> curve_streams(const std::vector<ThingStream>& streams) {
  std::vector<series::CurveStream> out;
  for (const auto& stream : streams) out.push_back({stream.id, stream.quantity, stream.unit});
  return out;
}

std::vector<std::string> quantities_of(const Request& request) {
  return series::words_of(request.query_param("quantities").value_or(""));
}

// Sunset to sunrise in quarters of an hour; nothing for more than a month, where they would be a grey wall.
json::array nights(const monitor::MonitoredThing& g, series::TimeRange range) {
  json::array out;
  if (range.to - range.from > days(32)) return out;
  std::int64_t began = -1;
  const auto first = range.from.ms / quarter_ms * quarter_ms;
  for (auto ms = first;; ms += quarter_ms) {
    const bool over = ms >= range.to.ms;
    const bool night = !over && !agronomy::is_day(segment_of(g, Instant{ms}));
    if (night && began < 0) began = std::max(ms, range.from.ms);
    if (!night && began >= 0) {
      out.push_back(json::array{began, std::min(ms, range.to.ms)});
      began = -1;
    }
    if (over) return out;
  }
}

json::array band_spans_json(const GreenhouseRouteParts& parts, const monitor::MonitoredThing& g,
                            const std::vector<ThingStream>& streams, series::TimeRange range) {
  const auto crop = std::ranges::find(parts.crops, planting_of(g).crop, &agronomy::Crop::code);
  if (crop == parts.crops.end()) return {};
  std::vector<std::string> quantities;
  for (const auto& stream : streams)
    if (!std::ranges::count(quantities, stream.quantity)) quantities.push_back(stream.quantity);
  json::array out;
  for (const auto& band : band_spans(g, *crop, quantities, range))
    out.push_back(json::object{{"quantity", band.quantity},
                               {"from", band.from.ms},
                               {"to", band.to.ms},
                               {"low", band.low},
                               {"high", band.high}});
  return out;
}

json::object mark_json(const alarms::Alarm& alarm) {
  return {{"at", alarm.raised.ms},
          {"kind", "alarm"},
          {"id", alarm.id.value},
          {"label", {{"code", alarm.rule}, {"params", monitor::params_json(params_of(alarm))}}},
          {"severity", name(alarm.severity)}};
}

json::object mark_json(const actuation::Command& command) {
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
json::array marks(const GreenhouseRouteParts& parts, ThingId thing, series::TimeRange range) {
  alarms::AlarmQuery query;
  query.things = {thing};
  query.from = range.from;
  query.to = range.to;
  query.top = limits::curve_marks;
  return parts.database.read([&](sql::Transaction& t) {
    json::array out;
    for (const auto& alarm : alarms::alarm_store(t).list(query).alarms) out.push_back(mark_json(alarm));
    for (const auto& command :
         actuation::command_store(t).list(thing, range.from, range.to, limits::curve_marks))
      out.push_back(mark_json(command));
    return out;
  });
}

}  // namespace

json::value spark_json(const series::Store& series, const monitor::ThingInfo& info,
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

Result<Response> show_series(const GreenhouseRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, monitor::find_thing(parts.greenhouses, request.id_param("id")));
  std::vector<ThingStream> streams;
  for (const auto& stream : info->streams)
    if (is_wanted(stream, quantities_of(request))) streams.push_back(stream);
  const auto curves = curve_streams(streams);
  const auto parameter = [&](std::string_view name) { return request.query_param(name); };
  CUNKOU_TRY_VALUE(asked, series::read_curve_query(parts.series, curves, parameter, parts.clock.now()));
  const auto view = parts.service.query(
      [&](const monitor::Monitor& monitor, Instant now) { return monitor.view_of(info->id, now); });
  if (!view) return parts.greenhouses.no_such_thing();

  CUNKOU_TRY_VALUE(all, series::curves_json(parts.series, curves, asked));
  return Response::json(json::object{{"from", to_iso(asked.range.from)},
                                     {"to", to_iso(asked.range.to)},
                                     {"step", asked.step.count()},
                                     {"series", std::move(all)},
                                     {"nights", nights(view->thing, asked.range)},
                                     {"bands", bands_json(view->bands)},
                                     {"bandSpans", band_spans_json(parts, view->thing, streams, asked.range)},
                                     {"marks", marks(parts, info->id, asked.range)}});
}

}  // namespace cunkou::greenhouses
