#include "sensing/series/write_ahead.hpp"

#include "sensing/series/columns.hpp"
#include "sensing/series/crc32.hpp"

namespace cunkou::series {
namespace {

constexpr std::string_view magic = "Cw\x02";

Error damaged(std::string_view what) {
  return {Code::internal, untranslated("the write-ahead row is damaged: " + std::string(what))};
}

}  // namespace

void WriteAheadEncoder::add(StreamId stream, std::span<const Point> points) {
  append_varint(body_, zigzag(wrapping_difference(stream.value, stream_)));
  append_varint(body_, points.size());
  encode_times(body_, points, base_);
  encode_values_quickly(body_, points);
  stream_ = stream.value;
  base_ = points.front().time;
}

std::string WriteAheadEncoder::finish() {
  std::string bytes;
  bytes.reserve(magic.size() + body_.size() + 4);
  bytes += magic;
  bytes += body_;
  seal_with_crc32(bytes);
  body_.clear();
  stream_ = 0;
  base_ = {};
  return bytes;
}

std::vector<std::pair<std::int64_t, std::int64_t>> WriteAheadNumbers::gaps(
    std::optional<std::int64_t> through) const {
  std::vector<std::pair<std::int64_t, std::int64_t>> found;
  if (!through) return found;
  std::int64_t next = *through + 1;
  for (const auto number : numbers_) {
    if (number < next) continue;  // damaged, kept as evidence
    if (number > next) found.emplace_back(next, number - 1);
    next = number + 1;
  }
  return found;
}

Result<std::vector<StreamPoints>> decode_write_ahead(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return damaged("it does not begin as one of version 2");
  if (!open_crc32(bytes)) return damaged("its checksum is wrong");
  ByteReader in(bytes.substr(magic.size()));
  std::vector<StreamPoints> streams;
  std::int64_t stream = 0;
  Instant base;
  while (!in.finished()) {
    stream = wrapping_sum(stream, in.signed_varint());
    const std::uint64_t count = in.varint();
    if (in.broken() || count == 0 || count > in.left()) return damaged("it is cut short");
    StreamPoints& entry = streams.emplace_back(StreamPoints{StreamId{stream}, std::vector<Point>(count)});
    if (!decode_times(in, entry.points, base)) return damaged("its times are cut short or out of order");
    if (!decode_values(in, entry.points)) return damaged("its values are cut short");
    base = entry.points.front().time;
  }
  return streams;
}

}  // namespace cunkou::series
