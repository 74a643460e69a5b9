#pragma once
// Receives what devices send over MQTT: telemetry, Observations, attributes and answers to commands. Confines
// each device to ThingsBoard's device topics and to the Observations of its own Datastreams.

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/rate_limiter.hpp"
#include "platform/async/executor.hpp"
#include "platform/mqtt/gateway.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/client_attributes.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/mqtt/gateway_listener.hpp"
#include "sensing/thingsboard/topics.hpp"

namespace cunkou::ingest {

class DeviceGateway final : public mqtt::Gateway {
 public:
  struct Parts {  // each outlives the gateway and is thread-safe
    const devices::Registry& registry;
    Ingest& ingest;
    const Clock& clock;
    ClientAttributes& attributes;
    // For work that may wait for the state database. Runs one job at a time in the order posted, so that a
    // slow database occupies one worker and not all.
    async::Executor& executor;
    DeviceMessenger& messenger;
    GatewayListener& listener;
  };
  explicit DeviceGateway(const Parts&);

  Result<mqtt::Client> sign_in(const mqtt::SignIn&) override;
  bool may_publish(const mqtt::Client&, std::string_view topic) const override;
  bool may_subscribe(const mqtt::Client&, std::string_view filter) const override;
  Taken received(const mqtt::Client&, const mqtt::Content&, Completion<mqtt::Stored>) override;
  void connected(const mqtt::Client&) override;
  void disconnected(const mqtt::Client&, std::string_view why) override;
  void refused(const mqtt::Client*, std::string_view remote_address, std::string_view why) override;

 private:
  bool owns_stream(const mqtt::Client&, std::string_view observation_topic) const;
  void post(std::function<void()>, const Completion<mqtt::Stored>&);
  void take_small_message(const devices::DeviceEntry&, const thingsboard::Topic&, std::string_view payload);
  void respond_to_attribute_request(DeviceId, std::string_view id, std::string_view payload);

  Parts parts_;
  RateLimiter bad_tokens_;
};

}  // namespace cunkou::ingest
