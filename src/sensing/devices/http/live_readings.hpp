#pragma once
// Sends committed readings to open pages: the newest of each stream in a batch, and none older than an hour,
// so that an imported file of old readings does not flood the pages. The committer only queues; a thread of
// its own formats and publishes.

#include <condition_variable>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/http/live_updates.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::devices {

class LiveReadings {
 public:
  LiveReadings(http::LiveUpdates& live_updates, const Registry& registry, const Clock& clock);
  ~LiveReadings();  // stop()
  // Any thread. Costs one atomic read while no page is open.
  void readings_committed(std::span<const series::Reading>) CUNKOU_EXCLUDES(mutex_);
  void stop() CUNKOU_EXCLUDES(mutex_);

 private:
  void run() CUNKOU_EXCLUDES(mutex_);
  void publish(const std::vector<series::Reading>&);

  http::LiveUpdates& live_updates_;
  const Registry& registry_;
  const Clock& clock_;
  Mutex mutex_;
  std::condition_variable wake_;
  std::vector<series::Reading> waiting_ CUNKOU_GUARDED_BY(mutex_);
  bool stopping_ CUNKOU_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cunkou::devices
