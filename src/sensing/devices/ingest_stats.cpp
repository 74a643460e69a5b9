#include "sensing/devices/ingest_stats.hpp"

#include <utility>

#include "sensing/devices/limits.hpp"

namespace cunkou::devices {

IngestStats::IngestStats(const IngestCounts& counts, std::vector<formats::Refusal> newest_first)
    : counts_(counts), refusals_(newest_first.begin(), newest_first.end()) {}

void IngestStats::add(const IngestCounts& more, const std::vector<formats::Refusal>& refusals) {
  MutexLock lock(mutex_);
  counts_.added += more.added;
  counts_.equal += more.equal;
  counts_.replaced += more.replaced;
  counts_.refused += more.refused;
  for (const auto& refusal : refusals) refusals_.push_front(refusal);
  if (refusals_.size() > limits::refusals_kept) refusals_.resize(limits::refusals_kept);
  changed_ = true;
}

IngestCounts IngestStats::counts() const {
  MutexLock lock(mutex_);
  return counts_;
}

std::vector<formats::Refusal> IngestStats::refusals() const {
  MutexLock lock(mutex_);
  return {refusals_.begin(), refusals_.end()};
}

bool IngestStats::take_changed() {
  MutexLock lock(mutex_);
  return std::exchange(changed_, false);
}

void IngestStats::put_back_changed() {
  MutexLock lock(mutex_);
  changed_ = true;
}

}  // namespace cunkou::devices
