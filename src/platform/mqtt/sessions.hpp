#pragma once
// Sessions: every client's session and retained messages, by owner. Routes messages within an owner, and what
// the server publishes to those who subscribed to it. Safe from any thread. A Listener's functions and a
// Settle may be called with the lock held: they only leave a note for the connection's own thread.
//
// Own topics are "me" and below: what a client publishes there goes to the sessions of the same owner, and to
// no other.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "platform/mqtt/counts.hpp"
#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/session.hpp"
#include "platform/mqtt/session_store.hpp"
#include "platform/mqtt/session_writer.hpp"

namespace cunkou::mqtt {

bool is_own_topic(std::string_view name_or_filter);

// A connection, as sessions see it.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void wake() = 0;                  // there may be something to fetch()
  virtual void leave(const char* why) = 0;  // close: taken over, or the device's token was revoked
};

class Sessions {
 public:
  // Reads the store; records that are damaged or belong to nothing are passed over. Throws what load()
  // throws.
  Sessions(SessionStore&, Counts&);
  ~Sessions();

  // A client's connection.
  std::uint64_t epoch() const;  // to be read before signing in
  struct Opened {
    std::shared_ptr<Session> session;
    bool present = false;  // [MQTT-3.2.2-2]
  };
  // Takes the session over from an earlier connection of the same owner and client id, which is told to leave
  // [MQTT-3.1.4-2]. Refused when the owner was told to leave after `epoch`, and over limits::mqtt_sessions.
  Result<Opened> open(const std::string& owner, const std::string& client_id, bool clean, std::uint64_t epoch,
                      const std::shared_ptr<Listener>&);
  void close(const std::shared_ptr<Session>&, const Listener*);  // a clean session ends here [MQTT-3.1.2-6]

  // Grants what `entries` asks; entry n is not looked at when codes[n] is 0x80 already. Queues the retained
  // messages that match [MQTT-3.3.1-6]. `settle` comes when a persistent session's subscriptions are stored.
  void subscribe(Session&, const std::vector<Subscribe::Entry>& entries, std::vector<std::uint8_t>& codes,
                 Settle settle);
  void unsubscribe(Session&, const std::vector<std::string_view>& filters, Settle settle);

  // As Session::send, for the connection that holds the session; nothing for one that was taken over.
  bool fetch(Session&, const Listener*, std::string& out, std::size_t bytes_max);
  void puback(Session&, PacketId);
  void pubrec(Session&, PacketId);
  void pubcomp(Session&, PacketId);

  Session::Arrival arrive(Session&, PacketId, const Settle& settle);  // `known`: settle comes too
  void committed(Session&, PacketId, const Result<void>&);
  void pubrel(Session&, PacketId, Settle settle);

  // Messages.
  // To the owner's sessions that want it, in its retained store if it says so. `settle` when what has to be
  // stored is.
  bool publish(const std::string& owner, const Publish&, Settle settle);
  // As publish(), for a QoS 2 PUBLISH that has arrived from `sender`: routed and marked as received in one
  // step.
  void publish_once(Session& sender, const Publish&);
  // To every session that subscribed to exactly this topic, whoever owns it: what the gateway let it
  // subscribe to.
  std::size_t publish_shared(const Publish&);
  // The exact filters outside own topics that are subscribed to and begin so, each once.
  std::vector<std::string> subscribed_below(std::string_view prefix) const;
  bool has_shared() const;  // one atomic look

  // Owners.
  bool connected(const std::string& owner) const;
  bool is_subscribed(const std::string& owner, std::string_view topic) const;  // connected, and wants it
  void leave(const std::string& owner, const char* why);                       // its connections, at once
  void forget(const std::string& owner);  // and its sessions and retained messages, for good

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
    std::uint64_t left = 0;  // epoch in which it was told to leave
  };

  void load();
  OpenSession* open_session(const Session&);
  OpenSession* open_session(Owner&, const std::string& client_id);
  bool has_room(Owner&, Changes&);
  void remove(Owner&, const Session&, Changes&);
  void remove_if_empty(const std::string& owner);
  bool route(const std::string& owner, const Publish&, Changes&);
  bool deliver(OpenSession&, const MessagePtr&, Qos, bool retain, Changes&);
  void deliver_retained(Owner&, OpenSession&, std::string_view filter, Qos, Changes&);
  void retain(Owner&, const std::string& name, const MessagePtr&, Qos, Changes&);
  void share(Session&, const std::string& filter);
  void unshare(Session&, const std::string& filter);
  void unshare_all(Session&);
  void store(Changes, Settle);

  mutable std::mutex mutex_;
  Counts& counts_;
  std::unordered_map<std::string, Owner> owners_;
  std::unordered_map<std::string, std::vector<Session*>> shared_;  // by exact filter
  std::atomic<std::size_t> shared_count_{0};
  std::uint64_t last_session_ = 0, last_retained_ = 0, last_used_ = 0;
  std::uint64_t epoch_ = 1;
  SessionStore& store_;
  SessionWriter writer_;  // last: its thread ends first
};

}  // namespace cunkou::mqtt
