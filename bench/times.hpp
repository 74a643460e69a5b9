#pragma once
// Histogram of durations in slots of 10 us up to 10 s.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace bench {

using Steady = std::chrono::steady_clock;

inline Steady::duration seconds(double s) {
  return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(s));
}

class Times {
 public:
  void add(Steady::duration time) {
    ++count_;
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    ++slots_[std::min(static_cast<std::size_t>(std::max<std::int64_t>(us, 0)) / 10, slots_.size() - 1)];
  }
  void clear() {
    count_ = 0;
    std::fill(slots_.begin(), slots_.end(), 0);
  }
  std::uint64_t count() const { return count_; }

  double percentile_ms(double part) const {
    auto left = static_cast<std::uint64_t>(part * static_cast<double>(count_));
    for (std::size_t n = 0; n < slots_.size(); ++n) {
      if (slots_[n] > left) return static_cast<double>(n + 1) / 100;
      left -= slots_[n];
    }
    return 0;
  }

  // {"count":…,"p50":…,"p95":…,"p99":…} in ms
  void print() const {
    std::printf(R"({"count":%llu,"p50":%.2f,"p95":%.2f,"p99":%.2f})", static_cast<unsigned long long>(count_),
                percentile_ms(0.5), percentile_ms(0.95), percentile_ms(0.99));
  }

 private:
  std::uint64_t count_ = 0;
  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1'000'000);
};

}  // namespace bench
