#pragma once
// Noise as a pure function of its arguments: the same seed and minute always give the same weather.

#include <cstdint>

namespace cunkou::climate {

// Uniform in [0, 1).
double noise(std::uint64_t seed, std::int64_t index);

// Interpolates smoothly between noise(seed, n) at integers.
double smooth_noise(std::uint64_t seed, double x);

}  // namespace cunkou::climate
