#pragma once
// A chunk as bytes: the readings of one stream over some hours or days, exact, compressed and checksummed.
// The grammar stands in docs/formats/series.md.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

inline constexpr std::size_t chunk_points_max = 65'536;  // a decoder refuses more

// `points`: 1..chunk_points_max, strictly ascending by time.
std::string encode_chunk(std::span<const Point> points);

// Any bytes may be given. Refuses (Code::internal, the reason says what is wrong) another version, a wrong
// checksum, times out of order, bytes too many or too few.
Result<std::vector<Point>> decode_chunk(std::string_view bytes);

}  // namespace cunkou::series
