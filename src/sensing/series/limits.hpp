#pragma once
// Limits of the series store.

#include <cstddef>
#include <cstdint>

#include "base/instant.hpp"

namespace cunkou::series::limits {

inline constexpr std::size_t chunk_readings = 4096;      // a chunk decodes in about 20 us and compresses well
inline constexpr std::size_t head_readings = 1'000'000;  // 16 MB of memory until the head is sealed
// The same on disk, for readings that arrive one by one.
inline constexpr std::size_t write_ahead_bytes = 32 << 20;
inline constexpr std::size_t waiting_readings = 400'000;  // uncommitted; beyond it, append() blocks
inline constexpr std::size_t commit_readings = 200'000;   // bounds the duration of one commit
inline constexpr std::size_t chunks_cached = 128;         // decoded chunks of 64 KB
// The retention clock advances at most this much per run.
inline constexpr Duration maintenance_step = days(2);
// A reading without a time is stored at most this much after its arrival: 60,000 of one stream may arrive at
// once.
inline constexpr Duration untimed_ahead_max = minutes(1);
inline constexpr std::int64_t streams_max = (1 << 19) - 1;  // an Observation's id is stream << 44 | ms
inline constexpr Duration raw_kept = days(400);     // a year and a season, for comparison with last year
inline constexpr std::size_t buckets_max = 10'000;  // more than a screen has pixels

}  // namespace cunkou::series::limits
