#include "sensing/series/summarize.hpp"

#include <algorithm>

namespace cunkou::series {

void add(Summary& summary, const Summary& other) {
  if (other.count == 0) return;
  if (summary.count == 0) {
    const Instant start = summary.start;
    summary = other;
    summary.start = start;
    return;
  }
  summary.count += other.count;
  summary.sum += other.sum;
  summary.min = std::min(summary.min, other.min);
  summary.max = std::max(summary.max, other.max);
  if (other.first.time < summary.first.time) summary.first = other.first;
  if (other.last.time > summary.last.time) summary.last = other.last;
}

Summary summarize(std::span<const Point> points) {
  Summary summary;
  if (!points.empty()) summary.start = points.front().time;
  for (const Point& p : points) add_later(summary, p);
  return summary;
}

}  // namespace cunkou::series
