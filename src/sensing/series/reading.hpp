#pragma once
// A reading: a number measured at an instant on a stream. (stream, time) is its identity.

#include <cstdint>
#include <vector>

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
  double value = 0;  // finite: whoever lets readings in has refused the rest
};

// Half-open: from <= t < to.
struct Range {
  Instant from;
  Instant to;
};

// What a bucket of a query, or an hour or day of the roll-ups, says of its readings. count == 0: no readings,
// the rest is meaningless.
struct Summary {
  Instant start;
  std::int64_t count = 0;
  double min = 0, max = 0, sum = 0;
  Point first, last;
  double mean() const { return sum / static_cast<double>(count); }
};

}  // namespace cunkou::series
