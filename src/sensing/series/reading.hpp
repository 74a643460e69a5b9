#pragma once
// A reading: a number, or a text, measured at an instant on a stream. (stream, time) identifies it.

#include <cstdint>
#include <string>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::series {

struct Point {
  Instant time;
  double value = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Reading {
  StreamId stream;
  Instant time;
  double value = 0;  // finite; append() refuses other values
};

struct TextResult {  // a non-numeric result: a JSON text (string, bool, object, array)
  StreamId stream;
  Instant time;
  std::string json;
  friend bool operator==(const TextResult&, const TextResult&) = default;
};

// Half-open: from <= t < to.
struct TimeRange {
  Instant from;
  Instant to;
};

// Aggregate of the readings of a query's bucket, or of an hour or day of the roll-ups. With count == 0 there
// are no readings and the other members are meaningless.
struct Summary {
  Instant start;
  std::int64_t count = 0;
  double min = 0, max = 0, sum = 0;
  Point first, last;
  double mean() const { return sum / static_cast<double>(count); }
};

}  // namespace cunkou::series
