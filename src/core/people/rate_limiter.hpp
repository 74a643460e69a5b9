#pragma once
// Counts tries by key in bounded memory: after `max` of them each further one must wait. Thread-safe.

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/instant.hpp"

namespace cunkou::people {

class RateLimiter {
 public:
  RateLimiter(int max, Duration wait) : max_(max), wait_(wait) {}

  // Counts one, or says how long to wait (and counts nothing). All are forgotten `wait` after the last one.
  std::optional<Duration> count(const std::string& key, Instant now);
  void take_back(const std::string& key);  // it was a good one
  void forget(const std::string& key);     // it was the right one: earlier mistakes do not matter

 private:
  struct Entry {
    int tries = 0;
    Instant last;
  };
  void make_room(Instant now);

  const int max_;
  const Duration wait_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace cunkou::people
