#pragma once
// From the raw bytes of a line's series and field to its stream, without unescaping, ordering tags or
// building a name: what makes line protocol fast. A loader writes the same few thousand series in every body.
//
// Readers take an immutable table; what a body had to look up is merged into a new one at its end.
// Thread-safe.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::things {

struct LineTarget {
  StreamId stream;
  double min = 0, max = 0;
};

class LineTable {
 public:
  explicit LineTable(std::size_t entries = 0);
  const LineTarget* find(std::string_view series, std::string_view field) const;
  const LineTarget* insert(std::string_view series, std::string_view field, const LineTarget&);
  void insert(const LineTable&);
  std::size_t size() const { return used_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: empty
    std::uint32_t at = 0, series_bytes = 0, field_bytes = 0;
    LineTarget target;
  };
  bool matches(const Slot&, std::string_view series, std::string_view field) const;
  void grow();

  std::vector<Slot> slots_;  // a power of two, at most half full
  std::string keys_;
  std::size_t used_ = 0;
};

class LineCache {
 public:
  std::shared_ptr<const LineTable> table() const;
  // The table and what was learned beside it; forgets the table where that would grow beyond `entries_max`
  // (spellings of the same series are without number).
  void learn(LineTable learned, std::size_t entries_max);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const LineTable> table_ = std::make_shared<LineTable>();
};

}  // namespace cunkou::things
