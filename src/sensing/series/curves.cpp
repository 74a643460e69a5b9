#include "sensing/series/curves.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json_values.hpp"
#include "base/text.hpp"
#include "sensing/series/limits.hpp"

namespace cunkou::series {
namespace {

namespace json = boost::json;

constexpr std::array figures{
    Figure{"min", [](const Summary& b) { return b.min; }},
    Figure{"max", [](const Summary& b) { return b.max; }},
    Figure{"mean", [](const Summary& b) { return b.mean(); }},
    Figure{"count", [](const Summary& b) { return static_cast<double>(b.count); }},
    Figure{"first", [](const Summary& b) { return b.first.value; }},
    Figure{"last", [](const Summary& b) { return b.last.value; }},
};

// From the first to the last reading of what is asked for; nothing where there is none.
std::optional<TimeRange> whole_range(const Store& store, const std::vector<CurveStream>& streams) {
  std::optional<TimeRange> whole;
  for (const auto& stream : streams) {
    const auto totals = store.totals(stream.id);
    if (!totals.count) continue;
    const TimeRange one{*totals.first, *totals.last + Duration{1}};
    whole = whole ? TimeRange{std::min(whole->from, one.from), std::max(whole->to, one.to)} : one;
  }
  return whole;
}

Result<Instant> time_param(const Parameter& parameter, std::string_view name, Instant otherwise,
                           const std::optional<TimeRange>& whole) {
  const auto text = parameter(name);
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

Result<std::int64_t> whole_param(const Parameter& parameter, std::string_view name, std::int64_t otherwise,
                                 std::int64_t max) {
  const auto text = parameter(name);
  if (!text) return otherwise;
  const auto number = parse_number<std::int64_t>(*text);
  if (!number || *number < 1 || *number > max)
    return invalid(format_label("{} 应在 1 到 {} 之间", "{} must be between 1 and {}", name, max));
  return *number;
}

Result<std::vector<const Figure*>> figures_param(const Parameter& parameter) {
  std::vector<const Figure*> out;
  for (const auto& word : words_of(parameter("figures").value_or("min,max,mean"))) {
    const auto found = std::ranges::find(figures, word, &Figure::name);
    if (found == figures.end())
      return invalid(format_label("figures 可以是 min、max、mean、count、first、last",
                                  "figures may be min, max, mean, count, first and last, not {0}", word));
    out.push_back(&*found);
  }
  return out;
}

Result<json::object> curve(const Store& store, const CurveStream& stream, const CurveQuery& asked) {
  constexpr Instant midnight_in_shanghai{16 * 3'600'000LL};  // so that days begin there and not in Greenwich
  CUNKOU_TRY_VALUE(buckets, store.buckets(stream.id, asked.range, asked.step, midnight_in_shanghai));
  json::array at;
  std::vector<json::array> columns(asked.figures.size());
  Summary total;
  for (const auto& b : buckets) {
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
  json::array damaged;  // after the buckets, which find it
  for (const auto& span : store.damaged_spans(stream.id, asked.range))
    damaged.push_back(json::array{span.from.ms, span.to.ms});
  out["damaged"] = std::move(damaged);
  for (std::size_t n = 0; n < columns.size(); ++n) out[asked.figures[n]->name] = std::move(columns[n]);
  return out;
}

}  // namespace

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (const auto word = list.substr(0, comma); !word.empty()) out.emplace_back(word);
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return out;
}

Result<CurveQuery> read_curve_query(const Store& store, const std::vector<CurveStream>& streams,
                                    const Parameter& parameter, Instant now) {
  constexpr std::int64_t year_ms = 366LL * 86'400'000;
  const auto whole = whole_range(store, streams);
  CUNKOU_TRY_VALUE(to, time_param(parameter, "to", now, whole));
  CUNKOU_TRY_VALUE(from, time_param(parameter, "from", to - days(1), whole));
  if (from >= to) return invalid({"开始时间应早于结束时间", "from must be before to"});
  CUNKOU_TRY_VALUE(buckets,
                   whole_param(parameter, "buckets", 600, static_cast<std::int64_t>(limits::buckets_max)));
  CUNKOU_TRY_VALUE(chosen, figures_param(parameter));
  const auto fitting = round_step(((to - from).count() + buckets - 1) / buckets);
  CUNKOU_TRY_VALUE(step, whole_param(parameter, "step", fitting.count(), year_ms));
  return CurveQuery{{from, to}, Duration{step}, std::move(chosen)};
}

Result<json::array> curves_json(const Store& store, const std::vector<CurveStream>& streams,
                                const CurveQuery& asked) {
  json::array out;
  for (const auto& stream : streams) {
    CUNKOU_TRY_VALUE(one, curve(store, stream, asked));
    out.push_back(std::move(one));
  }
  return out;
}

json::object latest_json(const Point& point, const std::string& unit, Duration interval, Instant now) {
  const auto age = now - point.time, late_after = 3 * interval;
  const bool expected = interval.count() > 0;
  return {{"value", point.value},
          {"at", to_iso(point.time)},
          {"unit", unit},
          {"ageSeconds", std::max<std::int64_t>(0, age.count() / 1000)},
          {"late", expected && age > late_after},
          {"lateAfter", expected ? json::value(late_after.count() / 1000) : json::value(nullptr)}};
}

}  // namespace cunkou::series
