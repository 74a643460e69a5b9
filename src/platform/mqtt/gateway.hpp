#pragma once
// What the endpoint asks of the rest of the program: who a client is, what it may do, and to take its content
// in. Implemented by app/. Everything here is called from the endpoint's own threads unless it says
// otherwise, and must be quick: a loop that waits makes all its connections wait. What throws closes that one
// connection.

#include <functional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace cunkou::mqtt {

struct Client {
  DeviceId device;    // none for a service, e.g. a dashboard that reads SensorThings topics
  std::string owner;  // whose own topics, retained messages and client ids these are; empty: owner_of(device)
  std::string client_id;  // filled in by the endpoint
};

std::string owner_of(DeviceId);  // "device/17"

struct SignIn {
  std::string_view client_id;  // may be empty
  std::string_view user_name;  // never empty: that is refused before, with CONNACK 0x04; a device's token
  std::string_view password;   // may be empty
  std::string_view remote_address;  // "192.0.2.7"
};

using Committed = std::function<void(Result<void>)>;

class Gateway {
 public:
  virtual ~Gateway() = default;

  // On the worker pool, so it may look into the database. Refusals become CONNACK codes (reason.hpp).
  // Throttling of bad tries belongs here.
  virtual Result<Client> sign_in(const SignIn&) = 0;

  // Never asked for the client's own topics, "me" and below: those it always may. A refused subscription gets
  // 0x80 in its SUBACK; a refused publication closes the connection [MQTT-3.3.5-2].
  virtual bool may_publish(const Client&, std::string_view topic) const = 0;
  virtual bool may_subscribe(const Client&, std::string_view filter) const = 0;

  // Content that the client may publish, of any QoS, a will too. `committed` is to be called exactly once,
  // from any thread, possibly at once: when the content is on disk, or was refused (the client is
  // acknowledged all the same, since 3.1.1 has no word for a refusal and it would bring it again for ever:
  // count and show it), or with Code::unavailable when it cannot be stored now: then it is not acknowledged
  // and the connection closed, so that the client keeps it. May block to hold its senders back. What it
  // throws counts as Code::unavailable.
  //
  // `later`: it waits for something slower than the readings' commit, elsewhere; what the client sends next
  // is not looked at before, so that its messages are taken in their order.
  enum class Taken { in_turn, later };
  virtual Taken received(const Client&, std::string_view topic, std::string_view payload,
                         Committed committed) = 0;

  // Told, in case it wants to know.
  virtual void connected(const Client&) {}
  virtual void subscribed(const Client&, std::string_view /*filter*/) {
  }  // granted; e.g. send what waits for it
  virtual void disconnected(const Client&, std::string_view /*why*/) {}
  // A connection was refused or closed by us, with the clause or the reason: for the log. `client` is null
  // before sign-in.
  virtual void refused(const Client* /*client*/, std::string_view /*remote_address*/,
                       std::string_view /*why*/) {}
};

}  // namespace cunkou::mqtt
