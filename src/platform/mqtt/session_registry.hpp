#pragma once
// All clients' sessions and retained messages, by owner. Routes messages within an owner, and messages of the
// server to subscribers. Thread-safe. A Listener's functions and a completion may be called with the lock
// held: they must only post to the connection's thread.
//
// Own topics are "me" and below: a client's publications there reach sessions of the same owner only.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.hpp"
#include "base/result.hpp"
#include "platform/mqtt/counts.hpp"
#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/session.hpp"
#include "platform/mqtt/session_store.hpp"
#include "platform/mqtt/session_writer.hpp"

namespace cunkou::mqtt {

bool is_own_topic(std::string_view name_or_filter);

// A connection, as seen by SessionRegistry.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void wake() = 0;                  // fetch() may return messages
  virtual void leave(const char* why) = 0;  // close: taken over, or the device's token was revoked
};

class SessionRegistry {
 public:
  // Reads the store; skips damaged records and erases those of sessions that are gone. Throws what load()
  // throws.
  SessionRegistry(SessionStore&, Counts&);
  ~SessionRegistry();

  // A client's connection.
  std::uint64_t epoch() const;  // read it before signing in
  struct Opened {
    std::shared_ptr<Session> session;
    bool present = false;  // [MQTT-3.2.2-2]
  };
  // Takes the session over from an earlier connection of the same owner and client id, whose leave() is
  // called [MQTT-3.1.4-2]. Refuses if leave(owner) was called after `epoch`, and more than
  // limits::sessions. Calls `settle` when a persistent session's record is durable, or that of the one which
  // a clean session ends is gone: before that no CONNACK may promise it.
  Result<Opened> open(const std::string& owner, const std::string& client_id, bool clean, std::uint64_t epoch,
                      const std::shared_ptr<Listener>&, Completion<> settle);
  void discard(const Session&);  // a new session whose record could not be stored: it never began
  void close(const std::shared_ptr<Session>&, const Listener*);  // a clean session ends here [MQTT-3.1.2-6]

  // Grants the `entries`; skips entry n if codes[n] is already 0x80. Queues matching retained messages
  // [MQTT-3.3.1-6]. Calls `settle` when a persistent session's subscriptions are durable.
  void subscribe(Session&, const std::vector<Subscribe::Entry>& entries, std::vector<std::uint8_t>& codes,
                 Completion<> settle);
  void unsubscribe(Session&, const std::vector<std::string_view>& filters, Completion<> settle);

  // Like Session::send, for the connection that holds the session; sends nothing after a takeover.
  bool fetch(Session&, const Listener*, std::string& out, std::size_t bytes_max);
  // False for an acknowledgement that violates the protocol, as Session's.
  [[nodiscard]] bool puback(Session&, PacketId);
  [[nodiscard]] bool pubrec(Session&, PacketId);
  [[nodiscard]] bool pubcomp(Session&, PacketId);

  Session::Arrival arrive(Session&, PacketId, const Completion<>& settle);  // `known`: calls settle too
  void committed(Session&, PacketId, const Result<Stored>&);
  void pubrel(Session&, PacketId, Completion<> settle);

  // Messages.
  // Sends to the owner's matching sessions, and to its retained store if `retain` is set. Calls `settle` when
  // everything that must be stored is durable.
  bool publish(const std::string& owner, const Publish&, Completion<> settle);
  // Like publish(), for a QoS 2 PUBLISH received from `sender`: routes it and marks it as received in one
  // step.
  void publish_once(Session& sender, const Publish&);
  // Sends to all sessions of any owner that subscribed to exactly this topic, as permitted by the gateway.
  std::size_t publish_shared(const Publish&);
  // The distinct subscribed exact filters outside own topics that start with the prefix.
  std::vector<std::string> subscribed_below(std::string_view prefix) const;
  bool has_shared() const;  // a single atomic read

  // Owners.
  bool connected(const std::string& owner) const;
  bool is_subscribed(const std::string& owner, std::string_view topic) const;  // connected and subscribed
  void leave(const std::string& owner, const char* why);  // closes its connections at once
  void forget(const std::string& owner);                  // also deletes its sessions and retained messages

  struct Totals {
    std::size_t sessions = 0, connected = 0, retained = 0, queued = 0;
  };
  Totals totals() const;

 private:
  struct OpenSession {
    std::shared_ptr<Session> session;
    std::weak_ptr<Listener> listener;
    std::uint64_t used = 0;  // order of opening
  };
  struct Retained {
    std::string topic;
    MessagePtr message;
    Qos qos = 0;
    std::uint64_t number = 0;
  };
  struct Owner {
    std::vector<OpenSession> open_sessions;
    std::vector<Retained> retained;
    std::size_t retained_bytes = 0;
    std::uint64_t left = 0;  // epoch of its last leave()
  };

  void load(Changes& orphans) CUNKOU_REQUIRES(mutex_);
  OpenSession* open_session(const Session&) CUNKOU_REQUIRES(mutex_);
  OpenSession* open_session(Owner&, const std::string& client_id) CUNKOU_REQUIRES(mutex_);
  bool has_capacity(Owner&, Changes&) CUNKOU_REQUIRES(mutex_);
  void remove(Owner&, const Session&, Changes&) CUNKOU_REQUIRES(mutex_);
  void remove_if_empty(const std::string& owner) CUNKOU_REQUIRES(mutex_);
  bool route(const std::string& owner, const Publish&, Changes&) CUNKOU_REQUIRES(mutex_);
  bool deliver(OpenSession&, const MessagePtr&, Qos, bool retain, Changes&) CUNKOU_REQUIRES(mutex_);
  void deliver_retained(Owner&, OpenSession&, std::string_view filter, Qos, Changes&) CUNKOU_REQUIRES(mutex_);
  void retain(Owner&, const std::string& name, const MessagePtr&, Qos, Changes&) CUNKOU_REQUIRES(mutex_);
  void share(Session&, const std::string& filter) CUNKOU_REQUIRES(mutex_);
  void unshare(Session&, const std::string& filter) CUNKOU_REQUIRES(mutex_);
  void unshare_all(Session&) CUNKOU_REQUIRES(mutex_);
  void store(Changes, Completion<>) CUNKOU_REQUIRES(mutex_);

  mutable Mutex mutex_;
  Counts& counts_;
  std::unordered_map<std::string, Owner> owners_ CUNKOU_GUARDED_BY(mutex_);
  // By exact filter.
  std::unordered_map<std::string, std::vector<Session*>> shared_ CUNKOU_GUARDED_BY(mutex_);
  std::atomic<std::size_t> shared_count_{0};
  std::uint64_t last_retained_ CUNKOU_GUARDED_BY(mutex_) = 0;
  std::uint64_t last_used_ CUNKOU_GUARDED_BY(mutex_) = 0;
  std::uint64_t epoch_ CUNKOU_GUARDED_BY(mutex_) = 1;
  SessionStore& store_;
  SessionWriter writer_;  // last member: its thread ends first
};

}  // namespace cunkou::mqtt
