#pragma once
// Counters since start, for /metrics. Relaxed: each is exact, but they are not a consistent snapshot.

#include <atomic>
#include <cstdint>

namespace cunkou::mqtt {

struct Counts {
  std::atomic<std::uint64_t> accepted{0};  // TCP connections
  std::atomic<std::uint64_t> signed_in{0};
  std::atomic<std::uint64_t> sign_ins_refused{0};
  std::atomic<std::uint64_t> faults{0};  // connections closed for a protocol violation
  std::atomic<std::uint64_t> keep_alives_missed{0};
  std::atomic<std::uint64_t> publishes_received{0};
  std::atomic<std::uint64_t> publishes_refused{0};  // not permitted, or not stored
  std::atomic<std::uint64_t> publishes_sent{0};
  std::atomic<std::uint64_t> publishes_dropped{0};  // the queue of an absent or slow client was full
  std::atomic<std::uint64_t> bytes_received{0};
  std::atomic<std::uint64_t> bytes_sent{0};
  std::atomic<std::int64_t> connections{0};  // at present
};

inline void add(std::atomic<std::uint64_t>& count, std::uint64_t n = 1) {
  count.fetch_add(n, std::memory_order_relaxed);
}

}  // namespace cunkou::mqtt
