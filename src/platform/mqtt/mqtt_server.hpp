#pragma once
// The MQTT 3.1.1 server. Listens, plain and with TLS, and publishes messages to devices.
//
// Shutdown order: stop() this; stop every source of a pending `committed`; destroy this; then Io and the
// pool.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/async/failure.hpp"
#include "platform/mqtt/counts.hpp"
#include "platform/mqtt/gateway.hpp"
#include "platform/mqtt/limits.hpp"
#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/session_registry.hpp"
#include "platform/mqtt/session_store.hpp"

namespace cunkou::async {
class Io;
class WorkerPool;
}  // namespace cunkou::async

namespace cunkou::mqtt {

class Server {
 public:
  struct Options {
    // Beyond them the connection that waits longest for its CONNECT is closed, or the arrival turned away.
    std::size_t connections_max = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    async::Failed limit_reached = [](std::string_view) {};  // gets a line for the log
  };
  // Uses every loop of `io`, and `pool` for sign-ins. Loads the sessions; throws if the store cannot be read.
  Server(async::Io&, async::WorkerPool& pool, Gateway&, SessionStore&, Options);
  Server(async::Io& io, async::WorkerPool& pool, Gateway& gateway, SessionStore& store)
      : Server(io, pool, gateway, store, Options()) {}
  ~Server();  // stop()

  struct Tls {
    std::string certificate_file;  // PEM, complete chain
    std::string key_file;          // PEM
  };
  // Opens a further listening socket and returns its port; port 0 selects a free one. Refuses an unavailable
  // address or port, and an unreadable certificate or key. TLS 1.2 and later.
  Result<std::uint16_t> listen(const std::string& address, std::uint16_t port,
                               const std::optional<Tls>& = std::nullopt);

  // Stops accepting and reading, gives outstanding acknowledgements at most limits::drain_wait, and
  // closes all connections. Publishes no wills, since devices reconnect after the restart (3.1.2.5). Not from
  // a loop.
  void stop();

  // Any thread.
  // Sends to the device's sessions, connected or persistent, that subscribed to a filter matching `topic`;
  // true if there is one. `retain` also reaches later subscribers; an empty payload with `retain` deletes the
  // retained message.
  bool publish_to(DeviceId, std::string_view topic, std::string_view payload, Qos, bool retain);
  // Sends to the sessions of any owner that subscribed to exactly `topic` (SensorThings topics). Returns
  // their number.
  std::size_t publish(std::string_view topic, std::string_view payload, Qos);
  // The exact filters outside the devices' own topics that have subscribers and start with `prefix`, e.g.
  // "v1.1/Datastreams(7)/Observations". Cheap while there are no such subscriptions.
  std::vector<std::string> subscribed_below(std::string_view prefix) const;
  bool connected(DeviceId) const;
  // Whether it is connected and subscribed to this topic.
  bool is_subscribed(DeviceId, std::string_view topic) const;
  void disconnect(DeviceId);  // its token was revoked: closes at once; a sign-in in progress fails too
  void forget(DeviceId);      // the device was removed: also deletes its sessions and retained messages

  const Counts& counts() const;
  struct TurnedAway {
    std::int64_t over_connections = 0, over_address = 0, over_descriptors = 0;
  };
  TurnedAway turned_away() const;
  SessionRegistry::Totals totals() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::mqtt
