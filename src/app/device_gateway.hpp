#pragma once
// Passes what devices send over MQTT to its capability: telemetry and Observations to ingest,
// answers to control. Each device is confined to ThingsBoard's device topics and to the Observations of its
// own Datastreams.

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "core/people/rate_limiter.hpp"
#include "platform/mqtt/gateway.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"

namespace cunkou::app {

class DeviceGateway final : public mqtt::Gateway {
 public:
  struct Hooks {
    std::function<void()>
        unknown_token;  // another process may have registered a device: look again. On the worker pool
    std::function<void(DeviceId)> connection;  // one came or went: ask whether any is left. On the pool
    std::function<void(ThingId, CommandId, std::string_view payload)> rpc_answer;  // must be quick
    std::function<void(DeviceId, std::string_view topic, std::string_view payload)> reply;
    // Attributes: merged with what the device said before; answered with what is asked for.
    std::function<Result<void>(DeviceId, std::string_view payload)> keep_attributes;
    std::function<Result<std::string>(DeviceId, std::string_view request)> attributes;
    // Runs a job on the worker pool unless its queue is full: one at a time and in order, so that a state
    // database that is slow to answer keeps one worker and not all.
    std::function<Result<void>(std::function<void()>)> later;
    std::function<void(std::string_view)> log;
    std::function<void(std::string_view)> failed = [](std::string_view) {};  // what a person has to know of
  };

  DeviceGateway(devices::Registry& registry, ingest::Ingest& ingest, const Clock& clock, Hooks hooks);

  Result<mqtt::Client> sign_in(const mqtt::SignIn&) override;
  bool may_publish(const mqtt::Client&, std::string_view topic) const override;
  bool may_subscribe(const mqtt::Client&, std::string_view filter) const override;
  Taken received(const mqtt::Client&, std::string_view topic, std::string_view payload,
                 mqtt::Committed) override;
  void connected(const mqtt::Client&) override;
  void disconnected(const mqtt::Client&, std::string_view why) override;
  void refused(const mqtt::Client*, std::string_view remote_address, std::string_view why) override;

 private:
  bool owns_stream(const mqtt::Client&, std::string_view observation_topic) const;
  void later(std::function<void()>, const mqtt::Committed&);
  void take_talk(const devices::DeviceEntry&, std::string_view topic, std::string_view payload,
                 const mqtt::Committed&);
  void take_rpc_request(DeviceId, std::string_view id, std::string_view payload);
  void take_attribute_request(DeviceId, std::string_view id, std::string_view payload);

  devices::Registry& registry_;
  ingest::Ingest& ingest_;
  const Clock& clock_;
  Hooks hooks_;
  people::RateLimiter bad_tokens_;
};

}  // namespace cunkou::app
