#pragma once
// What happened since start, for /metrics. Relaxed: each figure is exact, the set of them is not one moment.

#include <atomic>
#include <cstdint>

namespace cunkou::mqtt {

struct Counts {
  std::atomic<std::uint64_t> accepted{0};  // TCP connections
  std::atomic<std::uint64_t> signed_in{0};
  std::atomic<std::uint64_t> sign_ins_refused{0};
  std::atomic<std::uint64_t> faults{0};  // connections closed for a violation of the protocol
  std::atomic<std::uint64_t> keep_alives_missed{0};
  std::atomic<std::uint64_t> publishes_received{0};
  std::atomic<std::uint64_t> publishes_refused{0};  // not permitted, or not to be stored
  std::atomic<std::uint64_t> publishes_sent{0};
  std::atomic<std::uint64_t> publishes_dropped{0};  // an absent or slow client's queue was full
  std::atomic<std::uint64_t> bytes_received{0};
  std::atomic<std::uint64_t> bytes_sent{0};
  std::atomic<std::int64_t> connections{0};  // now
};

inline void add(std::atomic<std::uint64_t>& count, std::uint64_t n = 1) {
  count.fetch_add(n, std::memory_order_relaxed);
}

}  // namespace cunkou::mqtt
