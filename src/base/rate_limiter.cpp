#include "base/rate_limiter.hpp"

#include <algorithm>

namespace cunkou {

std::optional<Duration> RateLimiter::count(const std::string& key, Instant now) {
  MutexLock lock(mutex_);
  if (!entries_.contains(key)) evict(now);
  auto& entry = entries_[key];
  entry.last = std::min(entry.last, now);  // the clock was set back: bounds the wait
  if (entry.attempts > 0 && now - entry.last >= wait_) entry.attempts = 0;
  if (entry.attempts >= max_) return wait_ - (now - entry.last);
  ++entry.attempts;
  entry.last = now;
  return std::nullopt;
}

bool RateLimiter::take_back(const std::string& key) {
  MutexLock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return false;
  if (--found->second.attempts <= 0) entries_.erase(found);
  return true;
}

bool RateLimiter::forget(const std::string& key) {
  MutexLock lock(mutex_);
  return entries_.erase(key) > 0;
}

void RateLimiter::evict(Instant now) {
  if (entries_.size() < keys_kept) return;
  std::erase_if(entries_, [&](const auto& item) { return now - item.second.last >= wait_; });
  if (entries_.size() < keys_kept) return;
  entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    return a.second.last < b.second.last;
  }));
}

}  // namespace cunkou
