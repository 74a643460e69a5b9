#pragma once
// Encodes the readings of one stream over some hours or days as a chunk: lossless, compressed and
// checksummed. Grammar: docs/formats/series.md.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

inline constexpr std::size_t chunk_points_max = 65'536;  // decode_chunk refuses more

// `points`: 1..chunk_points_max, strictly ascending by time.
std::string encode_chunk(std::span<const Point> points);

// Accepts untrusted bytes. Refuses (Code::internal, the reason names the fault) another version, a wrong
// checksum, times out of order, and missing or extra bytes.
Result<std::vector<Point>> decode_chunk(std::string_view bytes);

}  // namespace cunkou::series
