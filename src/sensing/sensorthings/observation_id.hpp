#pragma once
// Id of an Observation, computed from its key: stream << 44 | milliseconds since 1970 (19 + 44 bits, positive
// in 64; valid until the year 2527). Needs no index and survives a restore (docs/decisions).

#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "sensing/series/limits.hpp"

namespace cunkou::sensorthings {

inline constexpr int observation_time_bits = 44;
inline constexpr std::int64_t observation_time_max = (std::int64_t{1} << observation_time_bits) - 1;

struct ObservationKey {
  StreamId stream;
  Instant time;
};

constexpr std::int64_t observation_id(StreamId stream, Instant time) {
  return stream.value << observation_time_bits | (time.ms & observation_time_max);
}

constexpr std::optional<ObservationKey> observation_key(std::int64_t id) {
  const std::int64_t stream = id >> observation_time_bits;
  if (stream <= 0 || stream > series::limits::streams_max) return {};
  return ObservationKey{StreamId{stream}, Instant{id & observation_time_max}};
}

}  // namespace cunkou::sensorthings
