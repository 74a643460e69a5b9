#pragma once
// Limits of a message or batch of readings, in every format.

#include <cstddef>

namespace cunkou::formats::limits {

// A batch of line protocol, gunzipped.
inline constexpr std::size_t http_ingest_body_bytes = 32 * 1024 * 1024;
inline constexpr std::size_t batch_readings = 200'000;  // per request
// Enough for Telegraf on a large machine or a logger for a valley.
inline constexpr std::size_t streams_per_device = 2'000;
inline constexpr std::size_t stream_name_bytes = 256;   // a measurement, a field and several tags
inline constexpr std::size_t text_result_bytes = 4096;  // a non-numeric result

}  // namespace cunkou::formats::limits
