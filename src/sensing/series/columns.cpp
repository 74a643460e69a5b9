#include "sensing/series/columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cunkou::series {
namespace {

constexpr int exponent_max = 9;
constexpr unsigned char raw_kind = 255;
constexpr unsigned char guess_shift = 4,
                        in_nibbles = 64;  // kind byte of a scaled column: exponent, guess, packing
constexpr std::uint64_t nibble_escape = 15;
constexpr std::array<double, exponent_max + 1> powers = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double scaled_max = 2251799813685248.0;        // 2^51
constexpr double round_to_integer = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer

// Sets n to the integer for which n / 10^exponent equals `value` bit for bit; false if there is none.
bool scale(double value, int exponent, std::int64_t& n) {
  const double power = powers[static_cast<std::size_t>(exponent)];
  const double scaled = value * power;
  if (!(std::abs(scaled) < scaled_max)) return false;
  const double whole = (scaled + round_to_integer) - round_to_integer;
  n = static_cast<std::int64_t>(whole);
  return std::bit_cast<std::uint64_t>(static_cast<double>(n) / power) == std::bit_cast<std::uint64_t>(value);
}

// The fewest decimals that represent `value`; exponent_max + 1 if it is not a short decimal. `guess` is tried
// first and is right for most values.
int decimals(double value, int guess) {
  std::int64_t n = 0;
  if (guess > 0 && scale(value, guess, n) && !scale(value, guess - 1, n)) return guess;
  int e = 0;
  while (e <= exponent_max && !scale(value, e, n)) ++e;
  return e;
}

// The number of decimals that suffices for all but a few exceptions; nullopt if too many values are not short
// decimals.
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

// Predictor of a number from the preceding ones; the encoder stores the difference from the prediction.
enum class Guess : unsigned char {
  last,   // the preceding number: steps
  slope,  // linear extrapolation from the last two: smooth curves
  line,   // the preceding number plus half its difference from the fourth last: slopes with noise
  mean,   // mean of the last four: level curves with noise
};

// The last four numbers, latest first, initialised with the first number. Arithmetic wraps, so any sequence
// of 64-bit integers round-trips.
class Past {
 public:
  template <Guess guess>
  std::int64_t next() const {
    if constexpr (guess == Guess::last) return signed_of(a_);
    if constexpr (guess == Guess::slope) return signed_of(2 * a_ - b_);
    if constexpr (guess == Guess::line) return signed_of(2 * a_ + b_ - d_ + 1) >> 1;
    if constexpr (guess == Guess::mean) return signed_of(a_ + b_ + c_ + d_ + 2) >> 2;
  }
  void add(std::int64_t n) {
    d_ = c_, c_ = b_, b_ = a_, a_ = static_cast<std::uint64_t>(n);
    if (!begun_) b_ = c_ = d_ = a_;
    begun_ = true;
  }

 private:
  static std::int64_t signed_of(std::uint64_t n) { return static_cast<std::int64_t>(n); }

  std::uint64_t a_ = 0, b_ = 0, c_ = 0, d_ = 0;
  bool begun_ = false;
};

template <Guess guess>
struct By {
  static constexpr Guess value = guess;
};

// Calls run(By<guess>), which instantiates the loops once per predictor.
template <class Run>
auto with(Guess guess, Run run) {
  switch (guess) {
    case Guess::slope:
      return run(By<Guess::slope>());
    case Guess::line:
      return run(By<Guess::line>());
    case Guess::mean:
      return run(By<Guess::mean>());
    default:
      return run(By<Guess::last>());
  }
}

template <Guess guess>
std::uint64_t bits_by(std::span<const std::int64_t> numbers) {
  std::uint64_t bits = 0;
  Past past;
  for (const std::int64_t n : numbers) {
    bits += static_cast<unsigned>(std::bit_width(zigzag(n - past.next<guess>())));
    past.add(n);
  }
  return bits;
}

// The predictor whose differences take the fewest bits.
Guess best_guess(std::span<const std::int64_t> numbers) {
  const std::array bits = {bits_by<Guess::last>(numbers), bits_by<Guess::slope>(numbers),
                           bits_by<Guess::line>(numbers), bits_by<Guess::mean>(numbers)};
  return static_cast<Guess>(std::ranges::min_element(bits) - bits.begin());
}

// XORs each value with the preceding one and transposes the bytes (all first bytes, all second bytes, …),
// which places repeats next to one another.
std::string raw_planes(std::span<const Point> points) {
  const std::size_t n = points.size();
  std::string planes(8 * n, '\0');
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(points[i].value);
    const std::uint64_t mixed = bits ^ previous;
    for (std::size_t k = 0; k < 8; ++k) planes[k * n + i] = static_cast<char>(mixed >> (8 * k) & 0xFF);
    previous = bits;
  }
  return planes;
}

void append_varints(std::string& out, std::span<const std::uint64_t> numbers) {
  const std::size_t start = out.size();
  out.resize(start + numbers.size() * varint_bytes_max);
  char* at = out.data() + start;
  for (const std::uint64_t n : numbers) at = put_varint(at, n);
  out.resize(static_cast<std::size_t>(at - out.data()));
}

void append_nibbles(std::string& out, std::span<const std::uint64_t> numbers) {
  std::string large;
  const std::size_t start = out.size();
  out.resize(start + (numbers.size() + 1) / 2, '\0');
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::uint64_t nibble = std::min(numbers[i], nibble_escape);
    out[start + i / 2] =
        static_cast<char>(static_cast<unsigned char>(out[start + i / 2]) | nibble << (i % 2 * 4));
    if (nibble == nibble_escape) append_varint(large, numbers[i] - nibble_escape);
  }
  out += large;
}

// Appends all values with `exponent` decimals; false, with nothing appended, if one needs more.
bool append_decimals(std::string& out, std::span<const Point> points, int exponent) {
  const std::size_t start = out.size();
  out.resize(start + 2 + points.size() * varint_bytes_max);
  char* at = out.data() + start;
  *at++ = static_cast<char>(exponent);
  *at++ = 0;  // number of exceptions
  std::int64_t previous = 0, n = 0;
  for (const Point& p : points) {
    if (!scale(p.value, exponent, n)) {
      out.resize(start);
      return false;
    }
    at = put_varint(at, zigzag(n - previous));
    previous = n;
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
  return true;
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

// Calls take(zigzag) for each number.
template <class Take>
bool read_numbers(ByteReader& in, std::size_t count, bool nibbles, Take take) {
  if (!nibbles) {
    for (std::size_t i = 0; i < count; ++i) take(in.varint());
    return !in.broken();
  }
  const std::string_view packed = in.take((count + 1) / 2);
  if (in.broken()) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t nibble = static_cast<unsigned char>(packed[i / 2]) >> (i % 2 * 4) & 15U;
    take(nibble == nibble_escape ? in.varint() + nibble_escape : nibble);
  }
  return !in.broken();
}

bool decode_scaled(ByteReader& in, std::span<Point> points, unsigned char kind) {
  const double power = powers[kind & 15U];
  const std::uint64_t exceptions = in.varint();
  if (exceptions > points.size()) return false;
  ByteReader patches = in;
  for (std::uint64_t i = 0; i < exceptions; ++i) {
    in.varint();
    in.number();
  }
  const bool whole = with(static_cast<Guess>(kind >> guess_shift & 3U), [&](auto by) {
    Past past;
    Point* at = points.data();
    return read_numbers(in, points.size(), (kind & in_nibbles) != 0, [&](std::uint64_t z) {
      const std::int64_t n = wrapping_sum(past.next<by.value>(), unzigzag(z));
      past.add(n);
      (at++)->value = static_cast<double>(n) / power;
    });
  });
  return whole && patch_exceptions(patches, exceptions, points);
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

ValueColumn::ValueColumn(std::span<const Point> points) {
  if (scale_somehow(points)) {
    take_differences();
    return;
  }
  kind_ = raw_kind;
  raw_ = raw_planes(points);
}

// Scales by the fewest sufficient decimals; false if too many values are not short decimals.
bool ValueColumn::scale_somehow(std::span<const Point> points) {
  numbers_.resize(points.size());
  for (kind_ = 0; kind_ <= exponent_max; ++kind_)
    if (scale_all(points, points.size() / 64)) return true;
  const auto exponent = exponent_for(points);
  if (!exponent) return false;
  kind_ = static_cast<unsigned char>(*exponent);
  return scale_all(points, points.size());
}

// Stores values that do not scale as exceptions and repeats the preceding number in their place; false if
// there are more than `exceptions_max`.
bool ValueColumn::scale_all(std::span<const Point> points, std::size_t exceptions_max) {
  exceptions_ = 0;
  exception_bytes_.clear();
  std::size_t last_exception = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (scale(points[i].value, kind_, numbers_[i])) continue;
    if (++exceptions_ > exceptions_max) return false;
    numbers_[i] = i == 0 ? 0 : numbers_[i - 1];
    append_varint(exception_bytes_, i - last_exception);
    append_double(exception_bytes_, points[i].value);
    last_exception = i;
  }
  return true;
}

void ValueColumn::take_differences() {
  const Guess guess = best_guess(numbers_);
  kind_ |= static_cast<unsigned char>(static_cast<unsigned>(guess) << guess_shift);
  differences_.reserve(numbers_.size());
  std::size_t large = 0;
  with(guess, [&](auto by) {
    Past past;
    for (const std::int64_t n : numbers_) {
      differences_.push_back(zigzag(n - past.next<by.value>()));
      large += differences_.back() >= nibble_escape ? 1 : 0;
      past.add(n);
    }
  });
  few_large_ = large * 24 < differences_.size();
}

void ValueColumn::append_to(std::string& out, Packing packing) const {
  if (kind_ == raw_kind) {
    out.push_back(static_cast<char>(raw_kind));
    out += raw_;
    return;
  }
  out.push_back(static_cast<char>(kind_ | (packing == Packing::nibbles ? in_nibbles : 0)));
  append_varint(out, exceptions_);
  out += exception_bytes_;
  if (packing == Packing::nibbles)
    append_nibbles(out, differences_);
  else
    append_varints(out, differences_);
}

void encode_values_quickly(std::string& out, std::span<const Point> points) {
  for (const int exponent : {1, 3})
    if (append_decimals(out, points, exponent)) return;
  encode_values(out, points);
}

bool decode_values(ByteReader& in, std::span<Point> points) {
  const unsigned char kind = in.byte();
  if (in.broken()) return false;
  if (kind == raw_kind) return decode_raw(in, points);
  if ((kind & 15U) > exponent_max || kind >= 2 * in_nibbles) return false;
  return decode_scaled(in, points, kind);
}

}  // namespace cunkou::series
