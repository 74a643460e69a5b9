#include "sensing/series/chunk_codec.hpp"

#include <boost/assert.hpp>

#include "sensing/series/columns.hpp"
#include "sensing/series/compress.hpp"
#include "sensing/series/crc32.hpp"

namespace cunkou::series {
namespace {

constexpr std::string_view magic = "Ck\x02";

// 10 bytes per time, 19 per exception value, and 32 of overhead.
constexpr std::size_t plain_bytes_max(std::size_t points) { return 32 + points * 40; }

Error damaged(std::string_view what) {
  return {Code::internal, untranslated("the chunk is damaged: " + std::string(what))};
}

}  // namespace

std::string encode_chunk(std::span<const Point> points) {
  BOOST_ASSERT(!points.empty() && points.size() <= chunk_points_max);
  thread_local std::string plain;
  plain.clear();
  encode_times(plain, points, Instant{0});
  const ValueColumn values(points);
  values.append_to(plain, values.suits(Packing::nibbles) ? Packing::nibbles : Packing::bytes);
  std::string bytes(magic);
  append_varint(bytes, points.size());
  append_compressed(bytes, plain);
  seal_with_crc32(bytes);
  return {bytes.data(), bytes.size()};
}

Result<std::vector<Point>> decode_chunk(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return damaged("it does not begin as one of version 2");
  if (!open_crc32(bytes)) return damaged("its checksum is wrong");
  ByteReader head(bytes.substr(magic.size()));
  const std::uint64_t count = head.varint();
  if (head.broken() || count == 0 || count > chunk_points_max) return damaged("its count is out of range");
  const auto plain = decompress(head.take(head.left()), plain_bytes_max(count));
  if (!plain) return damaged("it cannot be decompressed");
  std::vector<Point> points(count);
  ByteReader in(*plain);
  if (!decode_times(in, points, Instant{0})) return damaged("its times are cut short or out of order");
  if (!decode_values(in, points)) return damaged("its values are cut short");
  if (!in.finished()) return damaged("bytes are left over");
  return points;
}

}  // namespace cunkou::series
