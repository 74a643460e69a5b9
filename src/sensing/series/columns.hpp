#pragma once
// The two columns of every block of readings: times as differences of differences, values as scaled
// integers, by how far they are from what those before them let expect. Both are exact: what is decoded is
// bit for bit what was encoded (docs/formats/series.md has the grammar).

#include <span>
#include <string>
#include <vector>

#include "sensing/series/reading.hpp"
#include "sensing/series/varint.hpp"

namespace cunkou::series {

// Strictly ascending times, the first relative to `base`.
void encode_times(std::string& out, std::span<const Point> points, Instant base);
// Fills in the times; false when they are cut short or not strictly ascending.
bool decode_times(ByteReader& in, std::span<Point> points, Instant base);

enum class Packing {
  bytes,    // a varint each
  nibbles,  // half a byte each, what does not fit after them: smaller once compressed where most are tiny and
            // noisy
};

// Any doubles. Those that are decimals of up to nine places take a byte or two, the others up to nine.
class ValueColumn {
 public:
  explicit ValueColumn(std::span<const Point> points);
  bool suits(Packing packing) const { return packing == Packing::bytes || few_large_; }
  void append_to(std::string& out, Packing packing) const;

 private:
  bool scale_somehow(std::span<const Point> points);
  bool scale_all(std::span<const Point> points, std::size_t exceptions_max);
  void take_differences();

  unsigned char kind_ = 0;
  std::size_t exceptions_ = 0;
  std::string exception_bytes_;
  std::vector<std::int64_t> numbers_;       // the values scaled
  std::vector<std::uint64_t> differences_;  // of the numbers from what was guessed, zigzag
  std::string raw_;
  bool few_large_ = false;
};

inline void encode_values(std::string& out, std::span<const Point> points) {
  ValueColumn(points).append_to(out, Packing::bytes);
}
// The same grammar for what lives but minutes: most values have a decimal or none, and are not looked at
// twice.
void encode_values_quickly(std::string& out, std::span<const Point> points);
bool decode_values(ByteReader& in, std::span<Point> points);

}  // namespace cunkou::series
