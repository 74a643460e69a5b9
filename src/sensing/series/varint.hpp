#pragma once
// Variable-length integers (LEB128: seven bits a byte, low bits first) and zigzag, which keeps small negative
// numbers short.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cunkou::series {

inline constexpr std::size_t varint_bytes_max = 10;

constexpr std::uint64_t zigzag(std::int64_t v) {
  return static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t v) {
  return static_cast<std::int64_t>(v >> 1 ^ (~(v & 1) + 1));
}

// Differences wrap around: any two 64-bit numbers have one, and adding it restores the number.
constexpr std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
constexpr std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// Writes at `at`, which must have space for varint_bytes_max; returns the end.
inline char* put_varint(char* at, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) *at++ = static_cast<char>(v | 0x80);
  *at++ = static_cast<char>(v);
  return at;
}

inline void append_varint(std::string& out, std::uint64_t v) {
  char bytes[varint_bytes_max];
  out.append(bytes, static_cast<std::size_t>(put_varint(bytes, v) - bytes));
}

inline void append_double(std::string& out, double v) {
  const auto bits = std::bit_cast<std::uint64_t>(v);
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(bits >> shift & 0xFF));
}

// Reads untrusted bytes. A read past the end yields zero and sets broken().
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes)
      : at_(reinterpret_cast<const unsigned char*>(bytes.data())), end_(at_ + bytes.size()) {}

  bool broken() const { return broken_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool finished() const { return !broken_ && at_ == end_; }

  unsigned char byte() {
    if (at_ == end_) return fail();
    return *at_++;
  }
  std::uint64_t varint() {
    if (at_ != end_ && *at_ < 0x80) return *at_++;
    return long_varint();
  }
  std::int64_t signed_varint() { return unzigzag(varint()); }
  double number() {
    if (left() < 8) return fail();
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits |= std::uint64_t{at_[i]} << (8 * i);
    at_ += 8;
    return std::bit_cast<double>(bits);
  }
  std::string_view take(std::size_t n) {
    if (left() < n) {
      fail();
      return {};
    }
    std::string_view taken(reinterpret_cast<const char*>(at_), n);
    at_ += n;
    return taken;
  }

 private:
  unsigned char fail() {
    broken_ = true;
    at_ = end_;
    return 0;
  }
  std::uint64_t long_varint() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const unsigned char b = *at_++;
      v |= std::uint64_t{b & 0x7FU} << shift;
      if (b < 0x80) return v;
    }
    return fail();
  }

  const unsigned char* at_;
  const unsigned char* end_;
  bool broken_ = false;
};

}  // namespace cunkou::series
