#pragma once
// Encodes and decodes the two columns of every block of readings: times as second differences, values as
// scaled integers relative to a prediction. Both are lossless, bit for bit. Grammar: docs/formats/series.md.

#include <span>
#include <string>
#include <vector>

#include "sensing/series/reading.hpp"
#include "sensing/series/varint.hpp"

namespace cunkou::series {

// Times must be strictly ascending; the first is stored relative to `base`.
void encode_times(std::string& out, std::span<const Point> points, Instant base);
// Sets the times; false if the bytes are truncated or the times are not strictly ascending.
bool decode_times(ByteReader& in, std::span<Point> points, Instant base);

enum class Packing {
  bytes,  // one varint per difference
  // Half a byte per difference, larger ones appended: smaller after compression for noise around zero.
  nibbles,
};

// Accepts any doubles. Decimals of up to nine places take a byte or two, other values up to nine bytes.
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
  std::vector<std::int64_t> numbers_;       // scaled values
  std::vector<std::uint64_t> differences_;  // zigzag differences from the prediction
  std::string raw_;
  bool few_large_ = false;
};

inline void encode_values(std::string& out, std::span<const Point> points) {
  ValueColumn(points).append_to(out, Packing::bytes);
}
// Fast path for short-lived blocks, in the same grammar: tries at most one decimal, chooses no predictor.
void encode_values_quickly(std::string& out, std::span<const Point> points);
bool decode_values(ByteReader& in, std::span<Point> points);

}  // namespace cunkou::series
