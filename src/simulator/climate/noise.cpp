#include "simulator/climate/noise.hpp"

#include <cmath>

namespace cunkou::climate {

double noise(std::uint64_t seed, std::int64_t index) {
  // splitmix64 (Steele, Lea, Flood 2014): every input bit affects every output bit.
  std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(index) * 0xd1b54a32d192ed03ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-53;
}

double smooth_noise(std::uint64_t seed, double x) {
  const double whole = std::floor(x);
  const double t = x - whole;
  const auto n = static_cast<std::int64_t>(whole);
  const double ease = t * t * (3 - 2 * t);
  return noise(seed, n) * (1 - ease) + noise(seed, n + 1) * ease;
}

}  // namespace cunkou::climate
