#pragma once
// Readings of one stream in order of time, each time once.

#include <span>
#include <vector>

#include "sensing/series/reading.hpp"

namespace cunkou::series {

inline constexpr auto earlier = [](const Point& a, const Point& b) { return a.time < b.time; };

// Those with from <= time < to.
std::span<const Point> within(std::span<const Point> points, Range);
// Where `time` is, or null.
const Point* find_point(std::span<const Point> points, Instant time);
// Both together; where the times are equal, `newer` wins.
std::vector<Point> merged(std::span<const Point> older, std::span<const Point> newer);
// The same in place; cheap when `newer` begins near or after the end of `older`.
void merge_into(std::vector<Point>& older, std::span<const Point> newer);

}  // namespace cunkou::series
