// Property: arbitrary bytes decode as a stored block or are reported as damaged, even with a valid checksum;
// a decoded block round-trips. The first byte selects the kind: c(hunk), w(rite-ahead), h(ours) or d(ays).

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sensing/series/chunk_codec.hpp"
#include "sensing/series/crc32.hpp"
#include "sensing/series/roll_up.hpp"
#include "sensing/series/write_ahead.hpp"

using namespace cunkou::series;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool same(const Point& a, const Point& b) { return a.time == b.time && same(a.value, b.value); }

bool same(const Summary& a, const Summary& b) {
  return a.start == b.start && a.count == b.count && same(a.min, b.min) && same(a.max, b.max) &&
         same(a.sum, b.sum) && same(a.first, b.first) && same(a.last, b.last);
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b, [](const T& x, const T& y) { return same(x, y); });
}

void try_chunk(std::string_view bytes) {
  const auto points = decode_chunk(bytes);
  if (!points) return;
  const auto again = decode_chunk(encode_chunk(*points));
  require(again && same(*again, *points));
}

void try_write_ahead(std::string_view bytes) {
  const auto rows = decode_write_ahead(bytes);
  if (!rows) return;
  WriteAheadEncoder encoder;
  for (const auto& row : *rows) encoder.add(row.stream, row.points);
  const auto again = decode_write_ahead(encoder.finish());
  require(again && again->size() == rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i)
    require((*again)[i].stream == (*rows)[i].stream && same((*again)[i].points, (*rows)[i].points));
}

void try_summaries(const Level& level, std::string_view bytes) {
  const auto summaries = decode_summaries(level, bytes);
  if (!summaries) return;
  const auto again = decode_summaries(level, encode_summaries(level, *summaries));
  require(again && same(*again, *summaries));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  seal_with_crc32(bytes);
  switch (data[0]) {
    case 'c':
      try_chunk(bytes);
      break;
    case 'w':
      try_write_ahead(bytes);
      break;
    case 'h':
      try_summaries(hourly, bytes);
      break;
    case 'd':
      try_summaries(daily, bytes);
      break;
    default:
      break;
  }
  return 0;
}
