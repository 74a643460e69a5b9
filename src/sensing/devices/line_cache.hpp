#pragma once
// From the raw bytes of a line's series and field to its stream, without unescaping, ordering tags or
// building a name: what makes line protocol fast. A loader writes the same few thousand series in every body,
// and as a rule in the same order, so that most are found by looking where the one before was found.
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

namespace cunkou::devices {

struct LineTarget {
  StreamId stream;
  double min = 0, max = 0;
};

class LineTable {
 public:
  // `next`: the number of the entry that may be the one; afterwards of the one first seen after it.
  const LineTarget* find(std::string_view series, std::string_view field, std::size_t& next) const;
  void insert(std::string_view series, std::string_view field, const LineTarget&);  // unless it is there
  void insert(const LineTable&);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t at = 0, series_bytes = 0, field_bytes = 0;  // of its key in keys_
    LineTarget target;
  };
  bool matches(const Entry&, std::string_view series, std::string_view field) const;
  std::size_t slot_of(std::uint64_t hash, std::string_view series, std::string_view field) const;
  void grow();

  std::vector<Entry> entries_;  // in order of first sight
  std::string keys_;
  std::vector<std::uint32_t>
      slots_;  // by hash: entry's number + 1, 0: empty; a power of two, at most half full
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

}  // namespace cunkou::devices
