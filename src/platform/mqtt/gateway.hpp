#pragma once
// Interface of the MQTT server to the program: authentication, authorization and storage of content.
// Implemented by sensing/ingest/mqtt. Called on the server's threads unless noted, and must not block: a
// blocked loop delays all its connections. An exception closes that one connection.

#include <optional>
#include <string>
#include <string_view>

#include "base/completion.hpp"
#include "base/ids.hpp"
#include "base/message_id.hpp"
#include "base/result.hpp"

namespace cunkou::mqtt {

struct Client {
  DeviceId device;        // none for a service, e.g. a dashboard that reads SensorThings topics
  std::string owner;      // owner of topics, retained messages and client ids; empty: owner_of(device)
  std::string client_id;  // set by the server
};

std::string owner_of(DeviceId);  // "device/17"

struct SignIn {
  std::string_view client_id;  // may be empty
  // A device's token; never empty, since the server refuses that with CONNACK 0x04.
  std::string_view user_name;
  std::string_view password;        // may be empty
  std::string_view remote_address;  // "192.0.2.7"
};

struct Content {
  std::string_view topic, payload;
  std::optional<MessageId> message;  // of QoS 2, from a persistent session
};

// What is stored when a message's content is.
enum class Stored { content, content_and_id };

class Gateway {
 public:
  virtual ~Gateway() = default;

  // On the worker pool, so it may read the database. Refusals become CONNACK codes (reason.hpp). Must
  // throttle failed attempts.
  virtual Result<Client> sign_in(const SignIn&) = 0;

  // Not called for the client's own topics, "me" and below, which are always permitted. A refused
  // subscription gets 0x80 in its SUBACK; a refused publication closes the connection [MQTT-3.3.5-2].
  virtual bool may_publish(const Client&, std::string_view topic) const = 0;
  virtual bool may_subscribe(const Client&, std::string_view filter) const = 0;

  // Takes content that the client may publish, of any QoS, also wills. Call `committed` exactly once, from
  // any thread, possibly at once: with success or a refusal once the content is stored or rejected, or with
  // Code::unavailable if it cannot be stored now. A rejected message is acknowledged too, since 3.1.1 has no
  // negative acknowledgement and the client would resend it for ever: count it and show it. After
  // Code::unavailable the server sends no acknowledgement and closes the connection, so that the client keeps
  // the message. May block (back-pressure). An exception counts as Code::unavailable.
  //
  // A message with an id may come again after a crash, until the sender has released it. Store the id with
  // the content (Stored::content_and_id) where storing the content again would do harm; SessionStore::load()
  // then names it as a received message.
  //
  // Taken::later: the content waits for work slower than the commit of readings. The server reads no further
  // message of this client before it is done, which preserves their order.
  enum class Taken { in_turn, later };
  virtual Taken received(const Client&, const Content&, Completion<Stored> committed) = 0;

  // Notifications; the default does nothing.
  virtual void connected(const Client&) {}
  virtual void subscribed(const Client&, std::string_view /*filter*/) {
  }  // granted; e.g. send pending messages
  virtual void disconnected(const Client&, std::string_view /*why*/) {}
  // The server refused or closed a connection; `why` is the clause or reason, for the log. `client` is null
  // before sign-in.
  virtual void refused(const Client* /*client*/, std::string_view /*remote_address*/,
                       std::string_view /*why*/) {}
};

}  // namespace cunkou::mqtt
