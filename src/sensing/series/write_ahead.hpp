#pragma once
// Encodes and decodes a row of the write-ahead table: the changes of one commit, grouped by stream. Optimised
// for speed, since a row lives only until the head is sealed.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

// The numbers of the rows, which leave none out: what follows the last sealed one was acknowledged.
class WriteAheadNumbers {
 public:
  void add(std::int64_t number) { numbers_.push_back(number); }  // ascending
  // The first and last number of each gap. `through`: the last number that is sealed; none, of a database in
  // which nothing was sealed since it is kept: gaps cannot be told.
  std::vector<std::pair<std::int64_t, std::int64_t>> gaps(std::optional<std::int64_t> through) const;

 private:
  std::vector<std::int64_t> numbers_;
};

// Accepts untrusted bytes; refuses like decode_chunk.
Result<std::vector<StreamPoints>> decode_write_ahead(std::string_view bytes);

}  // namespace cunkou::series
