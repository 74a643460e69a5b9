#pragma once
// Server: the MQTT 3.1.1 endpoint. Listens, plain and with TLS, and lets the rest of the program talk to
// devices.
//
// Order of ending: stop() this; stop whatever still owes a `committed`; destroy this; then the Io and the
// pool.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/mqtt/counts.hpp"
#include "platform/mqtt/gateway.hpp"
#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/session_store.hpp"
#include "platform/mqtt/sessions.hpp"

namespace cunkou::async {
class Io;
class WorkerPool;
}  // namespace cunkou::async

namespace cunkou::mqtt {

class Server {
 public:
  // Uses every loop of `io`, and `pool` for signing in. Loads the sessions: throws when the store cannot be
  // read.
  Server(async::Io&, async::WorkerPool& pool, Gateway&, SessionStore&);
  ~Server();  // stop()

  struct Tls {
    std::string certificate_file;  // PEM, the whole chain
    std::string key_file;          // PEM
  };
  // Opens one more door and returns its port, which is chosen by the machine where 0 is asked for. Refuses an
  // address or a port that cannot be had, and a certificate or key that cannot be read. TLS 1.2 and later.
  Result<std::uint16_t> listen(const std::string& address, std::uint16_t port,
                               const std::optional<Tls>& = std::nullopt);

  // Accepts and reads no more, gives the acknowledgements that are owed, for at most limits::mqtt_drain_wait,
  // and closes every connection. Wills are not published: the devices come again after the restart (3.1.2.5).
  // Not from a loop.
  void stop();

  // Any thread.
  // To the device's sessions that subscribed to a filter matching `topic`, connected or persistent; true when
  // there is one. With `retain` also to those that subscribe later. An empty payload with `retain` forgets
  // what was retained.
  bool publish_to(DeviceId, std::string_view topic, std::string_view payload, Qos, bool retain);
  // To every session of whatever owner that subscribed to exactly `topic` and was let: SensorThings topics.
  // Returns how many.
  std::size_t publish(std::string_view topic, std::string_view payload, Qos);
  // The exact filters, outside devices' own topics, that somebody subscribed to and that begin with `prefix`,
  // e.g. with "v1.1/Datastreams(7)/Observations". Costs next to nothing while nobody subscribed to any.
  std::vector<std::string> subscribed_below(std::string_view prefix) const;
  bool connected(DeviceId) const;
  bool is_subscribed(DeviceId, std::string_view topic) const;  // it is connected, and subscribed to this
  void disconnect(DeviceId);  // its token was revoked: at once; a sign-in under way with it fails too
  void forget(DeviceId);      // the device was removed: its sessions and retained messages too

  const Counts& counts() const;
  Sessions::Totals totals() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::mqtt
