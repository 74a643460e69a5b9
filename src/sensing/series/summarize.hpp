#pragma once
// Adds readings up: a Summary grows by a reading, or by another Summary of the same stream.

#include <span>

#include "sensing/series/reading.hpp"

namespace cunkou::series {

// `point` must be later than everything in `summary`.
inline void add_later(Summary& summary, const Point& point) {
  if (summary.count == 0) {
    summary.min = summary.max = point.value;
    summary.first = point;
  }
  if (point.value < summary.min) summary.min = point.value;
  if (point.value > summary.max) summary.max = point.value;
  summary.sum += point.value;
  summary.last = point;
  ++summary.count;
}

void add(Summary& summary, const Summary& other);
Summary summarize(std::span<const Point> points);  // start: time of the first reading

}  // namespace cunkou::series
