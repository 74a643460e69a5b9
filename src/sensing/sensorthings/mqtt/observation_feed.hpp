#pragma once
// SensorThings over MQTT (18-088, 14.2): publishes each new Observation to the subscribers of
// v1.1/Datastreams(ID)/Observations, whole or reduced to the $select of the subscription (14.2.2), without
// related entities. Without subscribers, a commit costs one atomic read.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::async {
class Executor;
}
namespace cunkou::mqtt {
class Server;
}
namespace cunkou::sql {
class Database;
}

namespace cunkou::sensorthings {

class ObservationFeed {
 public:
  struct Parts {  // each outlives the feed and is thread-safe
    mqtt::Server& server;
    sql::Database& database;
    const series::Store& series;
    const Clock& clock;
    async::Executor& executor;  // runs the jobs in the order posted
    std::string root;           // of the links: "http://host:8080/v1.1"
    std::function<void(std::string_view)> failed = [](std::string_view) {};  // gets a line for the log
  };
  explicit ObservationFeed(Parts parts) : parts_(std::move(parts)) {}

  // To be called after a commit, on the committer's thread.
  void readings_committed(std::span<const series::Reading>) const;

 private:
  void publish(const std::vector<std::pair<std::string, series::Reading>>&) const;
  Parts parts_;
};

}  // namespace cunkou::sensorthings
