#pragma once
// A row of the write-ahead table: what one commit changed, grouped by stream. Encoded for speed, not for
// size: it lives until the head is sealed.

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
  std::string finish();  // and begins anew

 private:
  std::string body_;
  std::int64_t stream_ = 0;
  Instant base_;
};

struct StreamPoints {
  StreamId stream;
  std::vector<Point> points;  // strictly ascending
};

// Any bytes may be given; refuses like decode_chunk.
Result<std::vector<StreamPoints>> decode_write_ahead(std::string_view bytes);

}  // namespace cunkou::series
