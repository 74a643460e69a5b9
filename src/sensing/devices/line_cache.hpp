#pragma once
// Maps the raw bytes of a line's series and field to its stream, without unescaping, sorting tags or building
// a name: the fast path of line protocol. A client repeats the same series in every body, mostly in the same
// order, so the entry after the previous hit is tried first.
//
// Readers share an immutable table; new entries of a body are merged into a new table at its end.
// Thread-safe.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/mutex.hpp"

namespace cunkou::devices {

struct LineTarget {
  StreamId stream;
  double min = 0, max = 0;
};

class LineTable {
 public:
  // `next`: in, the index to try first; out, the index after the hit.
  const LineTarget* find(std::string_view series, std::string_view field, std::size_t& next) const;
  void insert(std::string_view series, std::string_view field, const LineTarget&);  // no effect if present
  void insert(const LineTable&);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t at = 0, series_bytes = 0, field_bytes = 0;  // position of its key in keys_
    LineTarget target;
  };
  bool matches(const Entry&, std::string_view series, std::string_view field) const;
  std::size_t slot_of(std::uint64_t hash, std::string_view series, std::string_view field) const;
  void grow();

  std::vector<Entry> entries_;  // in order of first use
  std::string keys_;
  // By hash: entry index + 1, 0: empty; size is a power of two, at most half full.
  std::vector<std::uint32_t> slots_;
};

class LineCache {
 public:
  std::shared_ptr<const LineTable> table() const;
  // Merges the table with `learned`; clears it if it would exceed `entries_max` (one series has an
  // unlimited number of spellings).
  void learn(LineTable learned, std::size_t entries_max);

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const LineTable> table_ CUNKOU_GUARDED_BY(mutex_) = std::make_shared<LineTable>();
};

}  // namespace cunkou::devices
