#pragma once
// LRU cache of decoded chunks. A chunk id is never reused for other content, so entries never become stale.

#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

using SharedPoints = std::shared_ptr<const std::vector<Point>>;

// Any thread.
class ChunkCache {
 public:
  explicit ChunkCache(std::size_t chunks_max) : chunks_max_(chunks_max) {}
  SharedPoints find(std::int64_t id);  // null: not cached
  void keep(std::int64_t id, SharedPoints);

 private:
  using Entries = std::list<std::pair<std::int64_t, SharedPoints>>;  // most recently used first

  std::size_t chunks_max_;
  Mutex mutex_;
  Entries entries_ CUNKOU_GUARDED_BY(mutex_);
  std::unordered_map<std::int64_t, Entries::iterator> by_id_ CUNKOU_GUARDED_BY(mutex_);
};

}  // namespace cunkou::series
