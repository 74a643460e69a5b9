#include "sensing/series/chunk_cache.hpp"

namespace cunkou::series {

SharedPoints ChunkCache::find(std::int64_t id) {
  MutexLock lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->second;
}

void ChunkCache::keep(std::int64_t id, SharedPoints points) {
  MutexLock lock(mutex_);
  if (chunks_max_ == 0 || by_id_.contains(id)) return;
  if (entries_.size() >= chunks_max_) {
    by_id_.erase(entries_.back().first);
    entries_.pop_back();
  }
  entries_.emplace_front(id, std::move(points));
  by_id_[id] = entries_.begin();
}

}  // namespace cunkou::series
