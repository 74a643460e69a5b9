#pragma once
// Curves of streams as JSON: buckets of a span of time, with the figures that are asked for. Any thread.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensing/series/store.hpp"

namespace cunkou::series {

struct CurveStream {
  StreamId id;
  std::string quantity, unit;
};

struct Figure {
  std::string_view name;
  double (*of)(const Summary&);
};

struct CurveQuery {
  TimeRange range;
  Duration step{};
  std::vector<const Figure*> figures;
};

// The words of a list with commas between; empty ones are left out.
std::vector<std::string> words_of(std::string_view list);

// A parameter of the request by its name.
using Parameter = std::function<std::optional<std::string>(std::string_view)>;

// From from, to, buckets, step and figures. Refuses what cannot be read, and a span that ends before it
// begins.
Result<CurveQuery> read_curve_query(const Store&, const std::vector<CurveStream>&, const Parameter&,
                                    Instant now);

// One object for each stream: quantity, unit, streamId, at, a column for each figure, the summary, and the
// spans where readings were found damaged.
Result<boost::json::array> curves_json(const Store&, const std::vector<CurveStream>&, const CurveQuery&);

// The last reading of a stream. It is `late` after three of its intervals, `lateAfter`; without an interval
// never.
boost::json::object latest_json(const Point&, const std::string& unit, Duration interval, Instant now);

}  // namespace cunkou::series
