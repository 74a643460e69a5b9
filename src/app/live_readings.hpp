#pragma once
// Tells open pages of readings as they are committed: of those that came together the newest of each stream,
// and none that is an hour old, so that a file of last year's does not drown what is so now. The committer
// only queues; a thread of its own formats and publishes.

#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "platform/http/live_updates.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::app {

class LiveReadings {
 public:
  LiveReadings(http::LiveUpdates& events, const devices::Registry& registry, const Clock& clock);
  ~LiveReadings();                              // stop()
  void take(std::span<const series::Reading>);  // any thread; free while nobody watches
  void stop();

 private:
  void run();
  void tell(const std::vector<series::Reading>&);

  http::LiveUpdates& events_;
  const devices::Registry& registry_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<series::Reading> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cunkou::app
