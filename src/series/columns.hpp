#pragma once
// The two columns of every block of readings: times as differences of differences, values as differences of scaled
// integers. Both are exact: what is decoded is bit for bit what was encoded (docs/formats/series.md has the grammar).

#include <span>
#include <string>

#include "series/reading.hpp"
#include "series/varint.hpp"

namespace cunkou::series {

// Strictly ascending times, the first relative to `base`.
void encode_times(std::string& out, std::span<const Point> points, Instant base);
// Fills in the times; false when they are cut short or not strictly ascending.
bool decode_times(ByteReader& in, std::span<Point> points, Instant base);

// Any doubles. Those that are decimals of up to nine places take a byte or two, the others up to nine.
void encode_values(std::string& out, std::span<const Point> points);
bool decode_values(ByteReader& in, std::span<Point> points);

}  // namespace cunkou::series
