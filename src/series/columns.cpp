#include "series/columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cunkou::series {
namespace {

constexpr int exponent_max = 9;
constexpr unsigned char raw_kind = 255;
constexpr std::array<double, exponent_max + 1> powers = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double scaled_max = 2251799813685248.0;           // 2^51
constexpr double round_to_integer = 6755399441055744.0;     // 1.5 * 2^52: adding it drops the fraction

// The integer n for which n / 10^exponent is `value`, bit for bit.
bool scale(double value, int exponent, std::int64_t& n) {
  const double power = powers[static_cast<std::size_t>(exponent)];
  const double scaled = value * power;
  if (!(std::abs(scaled) < scaled_max)) return false;
  const double whole = (scaled + round_to_integer) - round_to_integer;
  n = static_cast<std::int64_t>(whole);
  return std::bit_cast<std::uint64_t>(static_cast<double>(n) / power) == std::bit_cast<std::uint64_t>(value);
}

// The fewest decimals `value` needs, exponent_max + 1 when it is no short decimal. Right at once for most when `guess` is.
int decimals(double value, int guess) {
  std::int64_t n = 0;
  if (guess > 0 && scale(value, guess, n) && !scale(value, guess - 1, n)) return guess;
  int e = 0;
  while (e <= exponent_max && !scale(value, e, n)) ++e;
  return e;
}

// Decimals that are enough for all but a few values; none where too many are no short decimals at all.
std::optional<int> exponent_for(std::span<const Point> points) {
  std::array<std::size_t, exponent_max + 2> need{};
  int guess = 0;
  for (const Point& p : points) {
    const int e = decimals(p.value, guess);
    if (++need[static_cast<std::size_t>(e)] > points.size() / 8 && e > exponent_max) return {};
    if (e > 0 && e <= exponent_max) guess = e;
  }
  const std::size_t allowed = std::max(points.size() / 64, need[exponent_max + 1]);
  std::size_t over = points.size();
  for (int e = 0; e <= exponent_max; ++e)
    if ((over -= need[static_cast<std::size_t>(e)]) <= allowed) return e;
  return {};
}

struct Exceptions {
  std::size_t count = 0;
  std::size_t last = 0;
  std::string bytes;

  void add(std::size_t i, double value) {
    append_varint(bytes, i - last);
    append_double(bytes, value);
    last = i;
    ++count;
  }
};

void encode_scaled(std::string& out, std::span<const Point> points, int exponent) {
  thread_local std::string deltas;
  deltas.resize(points.size() * varint_bytes_max);
  Exceptions exceptions;
  char* at = deltas.data();
  std::int64_t previous = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::int64_t n = previous;
    if (!scale(points[i].value, exponent, n)) {
      n = previous;
      exceptions.add(i, points[i].value);
    }
    at = put_varint(at, zigzag(n - previous));
    previous = n;
  }
  out.push_back(static_cast<char>(exponent));
  append_varint(out, exceptions.count);
  out += exceptions.bytes;
  out.append(deltas.data(), static_cast<std::size_t>(at - deltas.data()));
}

// Each value XORed with the one before it; all first bytes, then all second ones, …: what repeats lies together.
void encode_raw(std::string& out, std::span<const Point> points) {
  out.push_back(static_cast<char>(raw_kind));
  const std::size_t start = out.size(), n = points.size();
  out.resize(start + 8 * n);
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(points[i].value);
    const std::uint64_t mixed = bits ^ previous;
    for (std::size_t k = 0; k < 8; ++k) out[start + k * n + i] = static_cast<char>(mixed >> (8 * k) & 0xFF);
    previous = bits;
  }
}

bool decode_raw(ByteReader& in, std::span<Point> points) {
  const std::size_t n = points.size();
  const std::string_view planes = in.take(8 * n);
  if (in.broken()) return false;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < 8; ++k)
      bits ^= std::uint64_t{static_cast<unsigned char>(planes[k * n + i])} << (8 * k);
    points[i].value = std::bit_cast<double>(bits);
  }
  return true;
}

bool patch_exceptions(ByteReader& in, std::size_t count, std::span<Point> points) {
  std::size_t i = 0;
  for (; count > 0; --count) {
    const std::uint64_t gap = in.varint();
    const double value = in.number();
    if (in.broken() || gap >= points.size() - i) return false;
    i += gap;
    points[i].value = value;
  }
  return true;
}

bool decode_scaled(ByteReader& in, std::span<Point> points, double power) {
  const std::uint64_t exceptions = in.varint();
  if (exceptions > points.size()) return false;
  ByteReader patches = in;
  for (std::uint64_t i = 0; i < exceptions; ++i) {
    in.varint();
    in.number();
  }
  std::int64_t n = 0;
  for (Point& p : points) {
    n = wrapping_sum(n, in.signed_varint());
    p.value = static_cast<double>(n) / power;
  }
  return !in.broken() && patch_exceptions(patches, exceptions, points);
}

}  // namespace

void encode_times(std::string& out, std::span<const Point> points, Instant base) {
  const std::size_t start = out.size();
  out.resize(start + points.size() * varint_bytes_max);
  char* at = out.data() + start;
  std::int64_t previous = base.ms, step = 0;
  for (const Point& p : points) {
    const std::int64_t delta = wrapping_difference(p.time.ms, previous);
    at = put_varint(at, zigzag(wrapping_difference(delta, step)));
    if (&p != points.data()) step = delta;
    previous = p.time.ms;
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
}

bool decode_times(ByteReader& in, std::span<Point> points, Instant base) {
  std::int64_t previous = base.ms, step = 0;
  bool ascending = true;
  for (Point& p : points) {
    const std::int64_t delta = wrapping_sum(step, in.signed_varint());
    p.time.ms = wrapping_sum(previous, delta);
    if (&p != points.data()) {
      ascending &= p.time.ms > previous;
      step = delta;
    }
    previous = p.time.ms;
  }
  return ascending && !in.broken();
}

void encode_values(std::string& out, std::span<const Point> points) {
  if (const auto exponent = exponent_for(points))
    encode_scaled(out, points, *exponent);
  else
    encode_raw(out, points);
}

bool decode_values(ByteReader& in, std::span<Point> points) {
  const unsigned char kind = in.byte();
  if (in.broken()) return false;
  if (kind == raw_kind) return decode_raw(in, points);
  if (kind > exponent_max) return false;
  return decode_scaled(in, points, powers[kind]);
}

}  // namespace cunkou::series
