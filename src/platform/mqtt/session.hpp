#pragma once
// Session state of one client (MQTT 3.1.1, 3.1.2.4): subscriptions, outgoing QoS 1 and 2 messages, and
// received QoS 2 packet ids. A pure state machine without socket, clock or lock; SessionRegistry
// (session_registry.hpp) guards it.
//
// A persistent session writes each step into `Changes`; one without a number writes none.

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/message_id.hpp"
#include "platform/mqtt/gateway.hpp"
#include "platform/mqtt/mqtt_message.hpp"
#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/record.hpp"
#include "platform/mqtt/session_store.hpp"
#include "platform/mqtt/session_writer.hpp"

namespace cunkou::mqtt {

class Session {
 public:
  // `number` identifies its records in the SessionStore; 0: not persistent (clean_session = 1).
  Session(std::string owner, std::string client_id, std::uint64_t number);

  const std::string& owner() const { return owner_; }
  const std::string& client_id() const { return client_id_; }
  bool persistent() const { return number_ != 0; }

  // Subscriptions.
  // Grants `qos`, replacing an earlier grant of the same filter [MQTT-3.8.4-3]; refuses (0x80) more than
  // limits::subscriptions.
  std::uint8_t subscribe(std::string_view filter, Qos qos, Changes&);
  bool unsubscribe(std::string_view filter, Changes&);
  // The highest of the matching grants [MQTT-3.3.5-1].
  std::optional<Qos> granted_qos(std::string_view topic) const;
  const std::vector<Subscription>& subscriptions() const { return subscriptions_; }

  // Messages to the client.
  // Queues a message. Beyond limits::queued or limits::queued_bytes drops the oldest unsent ones and
  // returns their number.
  std::size_t enqueue(MessagePtr, Qos, bool retain, Changes&);
  // Appends sendable messages to `out`: first those marked by resume(), then the queue in order
  // [MQTT-4.6.0-6], with at most limits::window unacknowledged, until `out` holds `bytes_max`. True if
  // it stopped for `bytes_max`.
  bool send(std::string& out, std::size_t bytes_max);
  // False for an acknowledgement that answers nothing which was sent on this connection, or is of the wrong
  // kind: a violation of the protocol [MQTT-2.3.1-6], [MQTT-4.8.0-1]. That of a message which resume() marked
  // may come twice, since the client may have sent one for the connection before.
  [[nodiscard]] bool puback(PacketId, Changes&);
  [[nodiscard]] bool pubrec(PacketId, Changes&);  // sends PUBREL instead of PUBLISH from now on
  [[nodiscard]] bool pubcomp(PacketId, Changes&);
  // On a new connection: marks all unacknowledged messages for resending with DUP and their packet ids
  // [MQTT-4.4.0-1].
  void resume();
  void drop_qos0();  // the connection is gone: drops messages that need not be kept
  std::size_t queued() const { return flight_.size() + queue_.size(); }
  std::uint64_t sent() const { return sent_; }

  // QoS 2 from the client.
  enum class Arrival {
    fresh,       // store its content, then call committed()
    committing,  // a duplicate whose content is still being committed: `settle` is called with it
    known,       // a duplicate of committed content: acknowledge only
    too_many,    // more than limits::inflight unreleased
  };
  Arrival arrive(PacketId, Completion<> settle);
  // Of a message received with QoS 2; none: the session is not persistent.
  std::optional<MessageId> message_id(PacketId) const;
  // What was committed, or nullopt if nothing could be (which forgets the id). Returns all waiting `settle`
  // functions.
  std::vector<Completion<>> committed(PacketId, std::optional<Stored>, Changes&);
  void pubrel(PacketId, Changes&);

  // Records.
  void write(Changes&) const;  // its own record
  void erase(Changes&) const;  // all its records
  void restore(const SessionRecord&);
  // Call in order of `seq`; false for an invalid record.
  bool restore_outgoing(std::uint64_t seq, std::string_view record);
  void restore_received(PacketId);

 private:
  struct Outgoing {
    MessagePtr message;  // null: a PUBREL restored from a record
    std::uint64_t seq = 0;
    PacketId id = 0;
    Qos qos = 0;
    bool retain = false;
    bool released = false;  // PUBREC received
    bool sent = false;      // on this connection
  };
  struct Incoming {
    bool stored = false;
    bool released = false;  // by a client that did not wait for the PUBREC
    std::vector<Completion<>> settles;
  };

  PacketId free_id();
  bool has_id(PacketId) const;
  Outgoing* in_flight(PacketId);
  bool was_resumed(PacketId) const;
  void remove_from_flight(PacketId, Changes&);
  bool over_limit() const;
  void drop_oldest(Changes&);
  void put_outgoing(std::string& out, const Outgoing&, bool again) const;
  void write_outgoing(const Outgoing&, Changes&) const;
  void erase_outgoing(const Outgoing&, Changes&) const;

  std::string owner_, client_id_;
  std::uint64_t number_;
  std::vector<Subscription> subscriptions_;
  std::vector<Outgoing> flight_;  // sent once and not acknowledged, in order
  std::list<Outgoing> queue_;     // not yet sent, in order
  std::size_t queue_bytes_ = 0;
  std::uint64_t last_seq_ = 0;
  std::uint64_t sent_ = 0;
  PacketId last_id_ = 0;
  std::vector<PacketId> resumed_;  // in flight when this connection began
  std::unordered_map<PacketId, Incoming> incoming_;
};

}  // namespace cunkou::mqtt
