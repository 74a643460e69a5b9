#pragma once
// SensorThings over MQTT (18-088, 14.2): a subscriber of v1.1/Datastreams(ID)/Observations receives each
// new Observation, whole, or what of it the subscription's $select asks for (14.2.2), and nothing of any
// other entity. Where no MQTT client subscribed, a commit costs one atomic read.

#include <functional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::mqtt {
class Server;
}
namespace cunkou::sql {
class Database;
}

namespace cunkou::app {

class ObservationFeed {
 public:
  struct Parts {
    mqtt::Server& server;
    sql::Database& database;
    const series::Store& series;
    const Clock& clock;
    std::string root;                                  // of the links: "http://host:8080/v1.1"
    std::function<void(std::function<void()>)> later;  // runs a job elsewhere, in the order given
  };
  explicit ObservationFeed(Parts parts) : parts_(std::move(parts)) {}

  void take(std::span<const series::Reading>) const;  // after a commit, on the committer's thread

 private:
  void tell(const std::vector<std::pair<std::string, series::Reading>>&) const;
  Parts parts_;
};

}  // namespace cunkou::app
