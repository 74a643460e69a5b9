#pragma once
// Encodes and decodes a row of the write-ahead table: the changes of one commit, grouped by stream. Optimised
// for speed, since a row lives only until the head is sealed.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

class WriteAheadEncoder {
 public:
  // `points`: not empty, strictly ascending by time.
  void add(StreamId stream, std::span<const Point> points);
  bool empty() const { return body_.empty(); }
  std::string finish();  // and resets the encoder

 private:
  std::string body_;
  std::int64_t stream_ = 0;
  Instant base_;
};

struct StreamPoints {
  StreamId stream;
  std::vector<Point> points;  // strictly ascending
};

// Accepts untrusted bytes; refuses like decode_chunk.
Result<std::vector<StreamPoints>> decode_write_ahead(std::string_view bytes);

}  // namespace cunkou::series
