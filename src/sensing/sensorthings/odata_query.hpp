#pragma once
// Parses SensorThings query options (18-088, 9.3; OData 4.0 ABNF) of a URL.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

// ["Datastream", "Thing", "properties", "crop"]; control information without prefix ("id" for "@iot.id").
using Path = std::vector<std::string>;

struct Expression {
  enum class Kind { null, boolean, number, text, time, path, call };
  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;
  std::optional<std::int64_t> whole;  // an integer literal, exact: ids exceed the precision of a double
  std::string text;  // text; call: function or operator in lower case: "and", "eq", "add", "substringof" …
  Instant time;
  Path path;
  std::vector<Expression> arguments;
};

struct Order {
  Expression by;
  bool descending = false;
};

struct Expand;

struct Query {
  std::optional<std::size_t> top, skip;
  bool count = false;
  std::shared_ptr<const Expression> filter;
  std::vector<Order> order;
  std::vector<std::string> select;  // empty: all
  std::vector<Expand> expand;
  bool data_array = false;           // $resultFormat=dataArray
  std::vector<std::string> options;  // decoded as written: "$top=5"; repeated in the next link
};

struct Expand {
  std::string name;  // a navigation property: "Observations"
  Query query;
};

// `text`: the part after '?', percent-encoded. Refuses options of OData that are not offered as
// Code::unsupported (18-088, annex A requires 501), unknown and malformed ones as invalid, with the position,
// and filters deeper than limits::filter_depth
// or expansions deeper than limits::expand_depth as too_large. Ignores options without '$'.
Result<Query> parse_query(std::string_view text);

Result<Expression> parse_filter(std::string_view decoded);

}  // namespace cunkou::sensorthings
