#pragma once
// Counts and refusals of a device, in memory. Written to the state database at intervals: a crash loses some
// seconds of counts, never a reading. Thread-safe.

#include <deque>
#include <vector>

#include "base/mutex.hpp"
#include "sensing/devices/device.hpp"
#include "sensing/formats/refusal.hpp"

namespace cunkou::devices {

class IngestStats {
 public:
  IngestStats() = default;
  IngestStats(const IngestCounts& counts, std::vector<formats::Refusal> newest_first);

  // Keeps the last limits::refusals_kept.
  void add(const IngestCounts&, const std::vector<formats::Refusal>&);
  IngestCounts counts() const;
  std::vector<formats::Refusal> refusals() const;  // newest first
  bool take_changed();                             // true if anything was added since the last call
  void put_back_changed();                         // after a failed write

 private:
  mutable Mutex mutex_;
  IngestCounts counts_ CUNKOU_GUARDED_BY(mutex_);
  std::deque<formats::Refusal> refusals_ CUNKOU_GUARDED_BY(mutex_);  // newest first
  bool changed_ CUNKOU_GUARDED_BY(mutex_) = false;
};

}  // namespace cunkou::devices
