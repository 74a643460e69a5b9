#pragma once
// One client's connection, from CONNECT to its end, without the socket: bytes in, bytes out. Decides the
// answer to every packet; the derived connection transfers the bytes and provides the threads.
//
// On the connection's thread only, except where marked "any thread".

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mqtt/counts.hpp"
#include "platform/mqtt/gateway.hpp"
#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/reason.hpp"
#include "platform/mqtt/session_registry.hpp"

namespace cunkou::mqtt {

using Steady = std::chrono::steady_clock::time_point;

class Conversation : public Listener, public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(Gateway&, SessionRegistry&, Counts&, std::string remote_address, Steady now);
  ~Conversation() override = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // Consumes complete packets from the front of `bytes` and returns their length. Stops early when paused()
  // or finished().
  std::size_t receive(std::string_view bytes, Steady now);

  // The content or the record of acknowledgement `seq` is stored, or could not be, which closes the
  // connection.
  void settle(std::uint64_t seq, bool stored);

  // Fetches the client's pending messages, up to limits::outbound_bytes in out(). Call after out() was
  // emptied.
  void fetch();

  // Finishes a connection whose CONNECT or keep-alive has timed out.
  void tick(Steady now);

  // Stops reading; finished once all outstanding acknowledgements have been given. Publishes no will.
  void drain();

  // The socket is closed: publishes the will and closes the session. The last call.
  void lost(std::string_view why);

  std::string& out() { return out_; }
  // Stops reading: too many unacknowledged publishes, a client that does not read, a sign-in in progress, a
  // message that the gateway takes later.
  bool paused() const;
  bool is_signing_in() const { return phase_ == Phase::signing_in; }
  bool waits_for_connect() const { return phase_ == Phase::waiting; }
  Steady last_received() const { return last_received_; }
  bool finished() const { return phase_ == Phase::finished; }  // close once out() is sent
  bool owes_acknowledgements() const { return head_ < pending_.size(); }
  const std::string& why() const { return why_; }

  // Any thread.
  void wake() final;
  void leave(const char* why) final;

 protected:
  // Any thread: schedules settle() on the connection's thread, batched.
  virtual void post_settle(std::uint64_t seq, bool stored) = 0;
  // Any thread: runs the function on the connection's thread.
  virtual void post(std::function<void()>) = 0;
  // Runs the function on a worker.
  virtual Result<void> work(std::function<void()>) = 0;

 private:
  enum class Phase { waiting, signing_in, open, finished, lost };
  struct PendingAcknowledgement {  // an outstanding acknowledgement; sent in the order of the packets
                                   // [MQTT-4.6.0-2]
    std::string bytes;             // empty for QoS 0
    bool settled = false;
  };
  struct OwnWill {
    std::string topic, payload;
    Qos qos = 0;
    bool retain = false;
  };

  void take(const Publish&);
  void take(const Acknowledgement&);
  void take(const Bare&);
  void take(const Connect&);
  void take(const Subscribe&);
  void take(const Unsubscribe&);
  void take(const Connack&);
  void take(const Suback&);

  void take_in(const Publish&, std::uint64_t seq);
  void give(const Content&, std::uint64_t seq, const Completion<Stored>&);
  void take_exactly_once(const Publish&, std::uint64_t seq);
  void sign_in(const Connect&);
  Result<Client> authenticate(const SignIn&);  // on a worker
  void signed_in(Result<Client>, bool clean, std::uint64_t epoch);
  void open(Client, bool clean, std::uint64_t epoch);
  void opened(bool present, const Result<void>& stored);
  void refuse(Reason, std::string_view why);
  void finish(std::string_view why);
  void violate(std::string_view clause);
  std::uint64_t add_pending(std::string bytes);
  std::uint64_t add_pending(Acknowledgement);
  void send_settled();
  Completion<> settle_later(std::uint64_t seq);
  void publish_will();
  bool may_publish(std::string_view topic) const;

  Gateway& gateway_;
  SessionRegistry& sessions_;
  Counts& counts_;
  std::string remote_address_;
  std::string out_;
  std::string why_;
  Phase phase_ = Phase::waiting;
  bool draining_ = false;
  bool more_to_send_ = false;  // more messages are pending than out() could take
  std::atomic<bool> woken_{false};
  Steady last_received_;
  std::chrono::milliseconds silence_max_;  // 0: none
  Client client_;
  std::shared_ptr<Session> session_;
  bool accepted_ = false;  // CONNACK was sent with code 0
  std::unique_ptr<OwnWill> will_;
  std::vector<PendingAcknowledgement> pending_;
  std::size_t head_ = 0;          // the first entry of pending_ not yet sent
  std::uint64_t first_seq_ = 0;   // sequence number of pending_.front()
  std::uint64_t suback_seq_ = 0;  // one past the last SUBACK owed: no message is delivered before it
  // One past the message that the gateway takes later: nothing is read before it is done.
  std::uint64_t later_seq_ = 0;
};

}  // namespace cunkou::mqtt
