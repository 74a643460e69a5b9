#pragma once
// Noise that depends on its arguments alone, so that the same seed and the same minute always give the same
// weather.

#include <cstdint>

namespace cunkou::climate {

// Uniform in [0, 1).
double noise(std::uint64_t seed, std::int64_t index);

// Runs smoothly through noise(seed, n) at whole x.
double smooth_noise(std::uint64_t seed, double x);

}  // namespace cunkou::climate
