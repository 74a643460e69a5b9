#pragma once
// Tells open pages of readings as they are committed. The committer only queues; a thread of its own formats
// and publishes, and when it falls behind it tells the newest of each stream.

#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "http/events.hpp"
#include "series/reading.hpp"
#include "things/registry.hpp"

namespace cunkou::app {

class LiveReadings {
 public:
  LiveReadings(http::Events& events, const things::Registry& registry);
  ~LiveReadings();                              // stop()
  void take(std::span<const series::Reading>);  // any thread; free while nobody watches
  void stop();

 private:
  void run();
  void tell(const std::vector<series::Reading>&);

  http::Events& events_;
  const things::Registry& registry_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<series::Reading> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cunkou::app
