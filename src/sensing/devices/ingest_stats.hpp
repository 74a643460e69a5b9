#pragma once
// What became of a device's readings, kept in memory and written to the state database now and then: a count
// may lag behind a crash by some seconds, a reading never does. Thread-safe.

#include <deque>
#include <mutex>
#include <vector>

#include "sensing/devices/device.hpp"
#include "sensing/formats/refusal.hpp"

namespace cunkou::devices {

class IngestStats {
 public:
  IngestStats() = default;
  IngestStats(const Counts& counts, std::vector<formats::Refusal> newest_first);

  void add(const Counts&,
           const std::vector<formats::Refusal>&);  // keeps the last limits::refusals_kept refusals
  Counts counts() const;
  std::vector<formats::Refusal> refusals() const;  // newest first
  bool take_changed();                             // whether anything was added since the last call
  void put_back_changed();                         // it could not be written

 private:
  mutable std::mutex mutex_;
  Counts counts_;
  std::deque<formats::Refusal> refusals_;  // newest first
  bool changed_ = false;
};

}  // namespace cunkou::devices
