#pragma once
// An MQTT client that publishes with QoS 1 and waits for acknowledgements. Uses libmosquitto.

#include <cstdint>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "base/result.hpp"

namespace cunkou::app {

class Publisher {
 public:
  // Connects with the token as user name; reconnects after a connection loss.
  static Result<std::unique_ptr<Publisher>> connect(const Endpoint&, const std::string& token);
  virtual ~Publisher() = default;

  // Blocks while `window` messages are unacknowledged. Refuses after a minute without any acknowledgement.
  virtual Result<void> publish(const std::string& topic, const std::string& payload) = 0;
  virtual Result<void> wait_for_all() = 0;
  virtual std::int64_t acknowledged() const = 0;
};

}  // namespace cunkou::app
