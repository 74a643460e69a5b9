#include "sensing/series/sorted_points.hpp"

#include <algorithm>

namespace cunkou::series {
namespace {

auto at_or_after(std::span<const Point> points, Instant t) {
  return std::lower_bound(points.begin(), points.end(), Point{t, 0}, earlier);
}

}  // namespace

std::span<const Point> within(std::span<const Point> points, TimeRange range) {
  if (range.to <= range.from) return {};
  return {at_or_after(points, range.from), at_or_after(points, range.to)};
}

const Point* find_point(std::span<const Point> points, Instant time) {
  const auto it = at_or_after(points, time);
  return it != points.end() && it->time == time ? &*it : nullptr;
}

std::vector<Point> merged(std::span<const Point> older, std::span<const Point> newer) {
  std::vector<Point> all;
  all.reserve(older.size() + newer.size());
  std::set_union(newer.begin(), newer.end(), older.begin(), older.end(), std::back_inserter(all), earlier);
  return all;
}

void merge_into(std::vector<Point>& older, std::span<const Point> newer) {
  if (newer.empty()) return;
  const auto from = static_cast<std::size_t>(at_or_after(older, newer.front().time) -
                                             std::span<const Point>(older).begin());
  if (from == older.size()) {
    older.insert(older.end(), newer.begin(), newer.end());
    return;
  }
  const auto tail = merged(std::span<const Point>(older).subspan(from), newer);
  older.resize(from);
  older.insert(older.end(), tail.begin(), tail.end());
}

}  // namespace cunkou::series
