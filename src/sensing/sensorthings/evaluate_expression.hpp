#pragma once
// Evaluates a query expression over one entity in memory: for Observations, which are in no database table,
// and for properties of Datastreams derived from them.
//
// The literal decides the type of a comparison: a number is compared with a quoted text as text, so 10 is
// less than '3' (required by the official test suite). Times compare as instants, intervals by their ends.

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "sensing/sensorthings/odata_query.hpp"

namespace boost::json {
class value;
}

namespace cunkou::sensorthings {

struct Value {
  enum class Kind { null, boolean, number, text, time };
  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;
  std::optional<std::int64_t> whole;  // an id, or an integer literal, exact
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

// Value of a path; refuses an unknown one.
using Lookup = std::function<Result<Value>(const Path&)>;

Result<Value> evaluate(const Expression&, const Lookup&, Instant now);
// A filter: every value but true counts as false.
Result<bool> holds(const Expression&, const Lookup&, Instant now);

// For $orderby: null first, then by type, then by value; -1, 0 or 1.
int compared(const Value&, const Value&);

}  // namespace cunkou::sensorthings
