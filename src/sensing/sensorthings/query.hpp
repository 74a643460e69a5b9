#pragma once
// SensorThings' query options (18-088, 9.3; OData 4.0 ABNF), read once into values: what a URL's text
// becomes.

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

// ["Datastream", "Thing", "properties", "crop"]; control information in plain words ("id" for "@iot.id").
using Path = std::vector<std::string>;

struct Expression {
  enum class Kind { null, boolean, number, text, time, path, call };
  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;
  std::optional<std::int64_t>
      whole;  // a number without point or exponent, exactly: ids need more than a double has
  std::string
      text;  // text; call: the function or operator in lower case: "and", "eq", "add", "substringof" …
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
  std::vector<std::string> options;  // as they were written, decoded: "$top=5"; a next page repeats them
};

struct Expand {
  std::string name;  // a navigation property: "Observations"
  Query query;
};

// `text` is what follows '?', percent-encoded. Refuses an option that is not one as Code::unsupported (annex
// A of 18-088 asks for 501), malformed ones as invalid, each with where it went wrong; filters nested beyond
// limits::filter_depth and expansions beyond limits::expand_depth as too large. Options without '$' are
// somebody else's and ignored.
Result<Query> parse_query(std::string_view text);

Result<Expression> parse_filter(std::string_view decoded);

}  // namespace cunkou::sensorthings
