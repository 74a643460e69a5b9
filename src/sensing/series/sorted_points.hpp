#pragma once
// Operations on the readings of one stream, ascending by time without duplicates.

#include <span>
#include <vector>

#include "sensing/series/reading.hpp"

namespace cunkou::series {

inline constexpr auto earlier = [](const Point& a, const Point& b) { return a.time < b.time; };

// The readings with from <= time < to.
std::span<const Point> within(std::span<const Point> points, TimeRange);
// The reading at exactly `time`, or null.
const Point* find_point(std::span<const Point> points, Instant time);
// The union; `newer` wins where times are equal.
std::vector<Point> merged(std::span<const Point> older, std::span<const Point> newer);
// The same in place; cheap if `newer` starts near or after the end of `older`.
void merge_into(std::vector<Point>& older, std::span<const Point> newer);

}  // namespace cunkou::series
