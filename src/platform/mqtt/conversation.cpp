#include "platform/mqtt/conversation.hpp"

#include <random>
#include <utility>

#include "platform/mqtt/limits.hpp"
#include "platform/mqtt/topic.hpp"

namespace cunkou::mqtt {

namespace {

// For a client without a client id [MQTT-3.1.3-6]; unique among connected clients.
std::string made_up_client_id() {
  static std::atomic<std::uint64_t> last{std::random_device{}()};
  return "auto-" + std::to_string(++last);
}

constexpr std::size_t sent_kept = 256;  // settled acknowledgements before their slots are erased

}  // namespace

std::string owner_of(DeviceId device) { return "device/" + std::to_string(device.value); }

Conversation::Conversation(Gateway& gateway, SessionRegistry& sessions, Counts& counts,
                           std::string remote_address, Steady now)
    : gateway_(gateway),
      sessions_(sessions),
      counts_(counts),
      remote_address_(std::move(remote_address)),
      last_received_(now),
      silence_max_(limits::connect_wait) {}

bool Conversation::paused() const {
  return phase_ == Phase::signing_in || draining_ || pending_.size() - head_ >= limits::inflight ||
         out_.size() >= 2 * limits::outbound_bytes || later_seq_ > first_seq_ + head_;
}

std::size_t Conversation::receive(std::string_view bytes, Steady now) {
  std::size_t taken = 0;
  while (!paused() && phase_ < Phase::finished) {
    const auto size_max = phase_ == Phase::waiting ? limits::connect_bytes : limits::packet_bytes;
    const auto parsed = parse(bytes.substr(taken), size_max);
    if (parsed.status == Parsed::Status::need_more) break;
    if (parsed.status == Parsed::Status::fault) {
      violate(parsed.fault);
      break;
    }
    last_received_ = now;
    taken += parsed.size;
    if (phase_ == Phase::waiting && !std::holds_alternative<Connect>(parsed.packet)) {
      violate("[MQTT-3.1.0-1] the first packet is no CONNECT");
      break;
    }
    try {
      std::visit([this](const auto& packet) { take(packet); }, parsed.packet);
    } catch (const std::exception& e) {
      finish(e.what());  // the packet stays unacknowledged: the client resends it
    }
  }
  if (more_to_send_ || woken_.load(std::memory_order_relaxed)) fetch();
  return taken;
}

void Conversation::take(const Publish& publish) {
  add(counts_.publishes_received);
  if (!may_publish(publish.topic)) {
    add(counts_.publishes_refused);
    return finish("[MQTT-3.3.5-2] may not publish to " + std::string(publish.topic));
  }
  if (publish.qos == 2) return take_exactly_once(publish, add_pending({Type::pubrec, publish.id}));
  take_in(publish, publish.qos == 1 ? add_pending({Type::puback, publish.id}) : add_pending(std::string{}));
}

bool Conversation::may_publish(std::string_view topic) const {
  return is_own_topic(topic) || gateway_.may_publish(client_, topic);
}

void Conversation::take_in(const Publish& publish, std::uint64_t seq) {
  if (is_own_topic(publish.topic)) {
    sessions_.publish(client_.owner, publish, settle_later(seq));
    return;
  }
  give({publish.topic, publish.payload, {}}, seq,
       [self = shared_from_this(), seq, keep = publish.qos == 0](const Result<Stored>& result) {
         const bool stored = result || result.error().code != Code::unavailable;
         if (!stored) add(self->counts_.publishes_refused);
         self->post_settle(seq, stored || keep);
       });
}

void Conversation::give(const Content& content, std::uint64_t seq, const Completion<Stored>& committed) {
  try {
    const auto taken = gateway_.received(client_, content, committed);
    if (taken == Gateway::Taken::later) later_seq_ = seq + 1;
  } catch (const std::exception& e) {
    committed(Error{Code::unavailable, untranslated(e.what())});
  }
}

void Conversation::take_exactly_once(const Publish& publish, std::uint64_t seq) {
  const auto arrival = sessions_.arrive(*session_, publish.id, settle_later(seq));
  if (arrival == Session::Arrival::too_many)
    return violate("over the limit of QoS 2 messages without a PUBREL");
  if (arrival != Session::Arrival::fresh) return;
  if (is_own_topic(publish.topic)) return sessions_.publish_once(*session_, publish);
  give({publish.topic, publish.payload, session_->message_id(publish.id)}, seq,
       [&sessions = sessions_, session = session_, id = publish.id](const Result<Stored>& result) {
         sessions.committed(*session, id, result);
       });
}

void Conversation::take(const Acknowledgement& packet) {
  switch (packet.type) {
    case Type::puback:
      if (!sessions_.puback(*session_, packet.id))
        return violate("[MQTT-2.3.1-6] a PUBACK that answers no PUBLISH of QoS 1");
      break;
    case Type::pubrec:
      if (!sessions_.pubrec(*session_, packet.id))
        return violate("[MQTT-2.3.1-6] a PUBREC that answers no PUBLISH of QoS 2");
      put(out_, Acknowledgement{Type::pubrel, packet.id});
      break;
    case Type::pubcomp:
      if (!sessions_.pubcomp(*session_, packet.id))
        return violate("[MQTT-4.3.3-1] a PUBCOMP that answers no PUBREL");
      break;
    case Type::pubrel:
      sessions_.pubrel(*session_, packet.id, settle_later(add_pending({Type::pubcomp, packet.id})));
      return;
    default:
      return violate("[MQTT-4.8.0-1] an UNSUBACK from a client");
  }
  more_to_send_ = true;  // the window has advanced
}

void Conversation::take(const Bare& packet) {
  if (packet.type == Type::pingreq) return put(out_, Bare{Type::pingresp});  // [MQTT-3.12.4-1]
  if (packet.type != Type::disconnect) return violate("[MQTT-4.8.0-1] a PINGRESP from a client");
  will_.reset();  // [MQTT-3.14.4-3]
  finish("DISCONNECT");
}

void Conversation::take(const Subscribe& packet) {
  std::vector<std::uint8_t> codes;
  for (const auto& [filter, qos] : packet.entries) {
    const bool may = is_own_topic(filter) || gateway_.may_subscribe(client_, filter);
    codes.push_back(may ? qos : subscription_refused);
  }
  const auto seq = add_pending(std::string{});
  suback_seq_ = seq + 1;
  sessions_.subscribe(*session_, packet.entries, codes, settle_later(seq));
  put(pending_.back().bytes, Suback{packet.id, codes});
  for (std::size_t n = 0; n < codes.size(); ++n)
    if (codes[n] != subscription_refused) gateway_.subscribed(client_, packet.entries[n].filter);
}

void Conversation::take(const Unsubscribe& packet) {
  sessions_.unsubscribe(*session_, packet.filters, settle_later(add_pending({Type::unsuback, packet.id})));
}

void Conversation::take(const Connack&) { violate("[MQTT-4.8.0-1] a CONNACK from a client"); }
void Conversation::take(const Suback&) { violate("[MQTT-4.8.0-1] a SUBACK from a client"); }

void Conversation::take(const Connect& connect) {
  if (phase_ != Phase::waiting) return violate("[MQTT-3.1.0-2] a second CONNECT");
  if (connect.level != 4)
    return refuse(Reason::unacceptable_protocol_version, "[MQTT-3.1.2-2] not protocol level 4 (MQTT 3.1.1)");
  if (connect.client_id.empty() && !connect.clean_session)
    return refuse(Reason::identifier_rejected, "[MQTT-3.1.3-8] no client id for a persistent session");
  if (connect.client_id.size() > limits::client_id_bytes)
    return refuse(Reason::identifier_rejected, "[MQTT-3.1.3-9] the client id is over the limit");
  if (connect.user_name.value_or("").empty())
    return refuse(Reason::bad_user_name_or_password, "no user name");
  sign_in(connect);
}

void Conversation::sign_in(const Connect& connect) {
  if (connect.will)
    will_ = std::make_unique<OwnWill>(OwnWill{std::string(connect.will->topic),
                                              std::string(connect.will->payload), connect.will->qos,
                                              connect.will->retain});
  client_.client_id = connect.client_id.empty() ? made_up_client_id() : std::string(connect.client_id);
  silence_max_ = std::chrono::milliseconds{connect.keep_alive_s * 1500};  // [MQTT-3.1.2-24]
  phase_ = Phase::signing_in;
  auto ask = [self = shared_from_this(), user_name = std::string(*connect.user_name),
              password = std::string(connect.password.value_or("")), clean = connect.clean_session] {
    const auto epoch = self->sessions_.epoch();
    auto client = self->authenticate({self->client_.client_id, user_name, password, self->remote_address_});
    self->post([self, client = std::move(client), clean, epoch] { self->signed_in(client, clean, epoch); });
  };
  if (const auto taken = work(std::move(ask)); !taken)
    refuse(Reason::server_unavailable, taken.error().reason.en);
}

Result<Client> Conversation::authenticate(const SignIn& who) {
  try {
    return gateway_.sign_in(who);
  } catch (const std::exception& e) {
    return Error{Code::unavailable, untranslated(e.what())};
  }
}

void Conversation::signed_in(Result<Client> client, bool clean, std::uint64_t epoch) {
  if (phase_ != Phase::signing_in) return;
  if (!client) return refuse(reason(client.error().code), client.error().reason.en);
  client->client_id = client_.client_id;
  if (client->owner.empty()) client->owner = owner_of(client->device);
  open(std::move(*client), clean, epoch);
}

void Conversation::open(Client client, bool clean, std::uint64_t epoch) {
  client_ = std::move(client);
  if (will_ && !may_publish(will_->topic)) return refuse(Reason::not_authorized, "may not publish its will");
  // Settles at any time, also before `present` is known.
  const auto present = std::make_shared<bool>(false);
  const auto settled = [self = shared_from_this(), present](const Result<void>& stored) {
    self->post([self, present, stored] { self->opened(*present, stored); });
  };
  auto made = sessions_.open(client_.owner, client_.client_id, clean, epoch, shared_from_this(), settled);
  if (!made) return refuse(reason(made.error().code), made.error().reason.en);
  session_ = std::move(made->session);
  *present = made->present;
}

void Conversation::opened(bool present, const Result<void>& stored) {
  if (phase_ != Phase::signing_in) return;
  if (!stored) {
    if (!present) sessions_.discard(*session_);
    return refuse(Reason::server_unavailable, stored.error().reason.en);
  }
  phase_ = Phase::open;
  accepted_ = true;
  add(counts_.signed_in);
  put(out_, Connack{present, 0});
  gateway_.connected(client_);
  fetch();
}

void Conversation::refuse(Reason reason, std::string_view why) {
  add(counts_.sign_ins_refused);
  will_.reset();
  put(out_, Connack{false, static_cast<std::uint8_t>(reason)});
  gateway_.refused(nullptr, remote_address_, why);
  phase_ = Phase::finished;  // [MQTT-3.2.2-5]
  why_ = why;
}

void Conversation::violate(std::string_view clause) {
  add(counts_.faults);
  finish(clause);
}

void Conversation::finish(std::string_view why) {
  if (phase_ >= Phase::finished) return;
  if (why != "DISCONNECT") gateway_.refused(session_ ? &client_ : nullptr, remote_address_, why);
  phase_ = Phase::finished;
  why_ = why;
}

void Conversation::drain() {
  draining_ = true;
  will_.reset();
  if (!owes_acknowledgements()) finish("DISCONNECT");
}

void Conversation::tick(Steady now) {
  if (silence_max_.count() == 0 || now - last_received_ <= silence_max_) return;
  if (owes_acknowledgements()) return;  // the delay is ours
  add(counts_.keep_alives_missed);
  finish(phase_ == Phase::open ? "[MQTT-3.1.2-24] nothing received for one and a half keep-alives"
                               : "no CONNECT in time");
}

void Conversation::lost(std::string_view why) {
  if (phase_ == Phase::lost) return;
  if (why_.empty()) why_ = why;
  phase_ = Phase::lost;
  if (!session_) return;
  sessions_.close(session_, this);
  if (accepted_) {  // 3.1.2.5: the will of an accepted connection only
    publish_will();
    gateway_.disconnected(client_, why_);
  }
  session_.reset();
}

void Conversation::publish_will() {  // [MQTT-3.1.2-8]
  if (!will_) return;
  Publish publish;
  publish.topic = will_->topic;
  publish.payload = will_->payload;
  publish.qos = will_->qos;
  publish.retain = will_->retain;
  if (is_own_topic(publish.topic))
    sessions_.publish(client_.owner, publish, {});
  else
    give({publish.topic, publish.payload, {}}, 0, [](const Result<Stored>&) {});
  will_.reset();
}

std::uint64_t Conversation::add_pending(std::string bytes) {
  pending_.push_back({std::move(bytes), false});
  return first_seq_ + pending_.size() - 1;
}

std::uint64_t Conversation::add_pending(Acknowledgement acknowledgement) {
  std::string bytes;
  put(bytes, acknowledgement);
  return add_pending(std::move(bytes));
}

Completion<> Conversation::settle_later(std::uint64_t seq) {
  return [self = shared_from_this(), seq](const Result<void>& result) {
    self->post_settle(seq, result || result.error().code != Code::unavailable);
  };
}

void Conversation::settle(std::uint64_t seq, bool stored) {
  if (phase_ >= Phase::finished || seq < first_seq_ + head_) return;
  if (!stored) return finish("the content cannot be stored now");
  pending_[seq - first_seq_].settled = true;
  send_settled();
  if (more_to_send_) fetch();
  if (draining_ && !owes_acknowledgements()) finish("DISCONNECT");
}

void Conversation::send_settled() {
  for (; owes_acknowledgements() && pending_[head_].settled; ++head_) out_ += pending_[head_].bytes;
  if (owes_acknowledgements() && head_ < sent_kept) return;
  first_seq_ += head_;
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(head_));
  head_ = 0;
}

void Conversation::fetch() {
  if (phase_ != Phase::open) return;
  woken_.store(false);
  more_to_send_ = suback_seq_ > first_seq_ + head_;
  if (more_to_send_) return;
  more_to_send_ = sessions_.fetch(*session_, this, out_, limits::outbound_bytes);
}

void Conversation::wake() {
  if (woken_.exchange(true)) return;
  post([self = shared_from_this()] { self->fetch(); });
}

void Conversation::leave(const char* why) {
  post([self = shared_from_this(), why] { self->finish(why); });
}

}  // namespace cunkou::mqtt
