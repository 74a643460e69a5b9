#pragma once
// Limits attempts per key in bounded memory: after `max` attempts each further one must wait. Thread-safe.

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/instant.hpp"
#include "base/mutex.hpp"

namespace cunkou {

class RateLimiter {
 public:
  // Phone numbers, addresses and the like in memory; beyond it the oldest is forgotten.
  static constexpr std::size_t keys_kept = 20'000;

  RateLimiter(int max, Duration wait) : max_(max), wait_(wait) {}

  // Counts an attempt, or returns how long to wait and counts nothing. Resets `wait` after the last attempt.
  std::optional<Duration> count(const std::string& key, Instant now);
  // Both return whether an attempt of that key was counted.
  bool take_back(const std::string& key);  // the attempt succeeded
  bool forget(const std::string& key);     // the attempt succeeded: resets the count

 private:
  struct Entry {
    int attempts = 0;
    Instant last;
  };
  void evict(Instant now) CUNKOU_REQUIRES(mutex_);

  const int max_;
  const Duration wait_;
  Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ CUNKOU_GUARDED_BY(mutex_);
};

}  // namespace cunkou
