#pragma once
// A query's expression over one entity, in memory: for Observations, which no database table holds, and for
// what their Datastreams say of them.
//
// Comparison is directed by the literal: beside a quoted text a number is compared as it is written, so that
// 10 is less than '3' (the official suite counts on it). Times are compared as instants, intervals by their
// ends.

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "sensing/sensorthings/query.hpp"

namespace boost::json {
class value;
}

namespace cunkou::sensorthings {

struct Value {
  enum class Kind { null, boolean, number, text, time };
  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;
  std::optional<std::int64_t> whole;  // an id, or a whole number in the query, exactly
  std::string text;                   // also an object or list, as JSON
  Instant time, time_end;             // equal for an instant

  static Value of(bool);
  static Value of(double);
  static Value of_id(std::int64_t);
  static Value of(std::string);
  static Value of(Instant);
  static Value of(Instant from, Instant to);
  static Value of(const boost::json::value&);
};

// What a path stands for; refuses one that leads nowhere.
using Lookup = std::function<Result<Value>(const Path&)>;

Result<Value> evaluate(const Expression&, const Lookup&, Instant now);
// A filter: anything but true is false.
Result<bool> holds(const Expression&, const Lookup&, Instant now);

// For $orderby: null first, then by kind, then by value; -1, 0 or 1.
int compared(const Value&, const Value&);

}  // namespace cunkou::sensorthings
