#include "platform/mqtt/session.hpp"

#include <algorithm>
#include <utility>

#include "platform/mqtt/limits.hpp"
#include "platform/mqtt/topic.hpp"

namespace cunkou::mqtt {

Session::Session(std::string owner, std::string client_id, std::uint64_t number)
    : owner_(std::move(owner)), client_id_(std::move(client_id)), number_(number) {}

std::uint8_t Session::subscribe(std::string_view filter, Qos qos, Changes& changes) {
  const auto same = [&](const Subscription& s) { return s.filter == filter; };
  const auto found = std::find_if(subscriptions_.begin(), subscriptions_.end(), same);
  if (found != subscriptions_.end())
    found->qos = qos;
  else if (subscriptions_.size() < limits::subscriptions)
    subscriptions_.push_back({std::string(filter), qos});
  else
    return subscription_refused;
  write(changes);
  return qos;
}

bool Session::unsubscribe(std::string_view filter, Changes& changes) {
  const auto removed =
      std::erase_if(subscriptions_, [&](const Subscription& s) { return s.filter == filter; });
  if (removed > 0) write(changes);
  return removed > 0;
}

std::optional<Qos> Session::granted_qos(std::string_view topic) const {
  std::optional<Qos> highest;
  for (const auto& [filter, qos] : subscriptions_)
    if (qos >= highest.value_or(0) && matches(filter, topic)) highest = qos;
  return highest;
}

std::size_t Session::enqueue(MessagePtr message, Qos qos, bool retain, Changes& changes) {
  queue_bytes_ += message->bytes();
  Outgoing outgoing{std::move(message), ++last_seq_, 0, qos, retain, false, false};
  if (qos > 0) outgoing.id = free_id();
  write_outgoing(outgoing, changes);
  queue_.push_back(std::move(outgoing));
  std::size_t dropped = 0;
  for (; over_limit(); ++dropped) drop_oldest(changes);
  return dropped;
}

bool Session::over_limit() const {
  return queue_.size() > limits::queued || (queue_bytes_ > limits::queued_bytes && queue_.size() > 1);
}

void Session::drop_oldest(Changes& changes) {
  queue_bytes_ -= queue_.front().message->bytes();
  erase_outgoing(queue_.front(), changes);
  queue_.pop_front();
}

bool Session::send(std::string& out, std::size_t bytes_max) {
  for (auto& outgoing : flight_) {
    if (outgoing.sent) continue;
    if (out.size() >= bytes_max) return true;
    put_outgoing(out, outgoing, true);
    outgoing.sent = true;
  }
  while (!queue_.empty() && (queue_.front().qos == 0 || flight_.size() < limits::window)) {
    if (out.size() >= bytes_max) return true;
    auto& next = queue_.front();
    put_outgoing(out, next, false);
    ++sent_;
    queue_bytes_ -= next.message->bytes();
    next.sent = true;
    if (next.qos > 0) flight_.push_back(std::move(next));
    queue_.pop_front();
  }
  return false;
}

bool Session::puback(PacketId id, Changes& changes) {
  const auto* outgoing = in_flight(id);
  if (!outgoing) return was_resumed(id);
  if (outgoing->qos != 1) return false;
  remove_from_flight(id, changes);
  return true;
}

bool Session::pubrec(PacketId id, Changes& changes) {
  auto* outgoing = in_flight(id);
  if (!outgoing) return was_resumed(id);
  if (outgoing->qos != 2) return false;
  if (outgoing->released) return true;
  outgoing->released = true;
  outgoing->message = nullptr;
  write_outgoing(*outgoing, changes);
  return true;
}

bool Session::pubcomp(PacketId id, Changes& changes) {
  const auto* outgoing = in_flight(id);
  if (!outgoing) return was_resumed(id);
  if (!outgoing->released) return false;
  remove_from_flight(id, changes);
  return true;
}

void Session::resume() {
  resumed_.clear();
  for (auto& outgoing : flight_) {
    outgoing.sent = false;
    resumed_.push_back(outgoing.id);
  }
}

bool Session::was_resumed(PacketId id) const {
  return std::find(resumed_.begin(), resumed_.end(), id) != resumed_.end();
}

void Session::drop_qos0() {
  std::erase_if(queue_, [&](const Outgoing& outgoing) {
    if (outgoing.qos > 0) return false;
    queue_bytes_ -= outgoing.message->bytes();
    return true;
  });
}

Session::Arrival Session::arrive(PacketId id, Completion<> settle) {
  if (const auto found = incoming_.find(id); found != incoming_.end()) {
    if (found->second.stored) return Arrival::known;
    found->second.settles.push_back(std::move(settle));
    return Arrival::committing;
  }
  if (incoming_.size() >= limits::inflight) return Arrival::too_many;
  incoming_[id].settles.push_back(std::move(settle));
  return Arrival::fresh;
}

std::optional<MessageId> Session::message_id(PacketId id) const {
  if (!persistent()) return {};
  return MessageId{static_cast<std::int64_t>(number_), id};
}

std::vector<Completion<>> Session::committed(PacketId id, std::optional<Stored> stored, Changes& changes) {
  const auto found = incoming_.find(id);
  if (found == incoming_.end()) return {};
  auto settles = std::exchange(found->second.settles, {});
  found->second.stored = stored.has_value();
  if (!stored)
    incoming_.erase(found);
  else if (found->second.released)
    pubrel(id, changes);
  else if (persistent() && *stored == Stored::content)
    changes.push_back({received_key(number_, id), ""});
  return settles;
}

void Session::pubrel(PacketId id, Changes& changes) {
  const auto found = incoming_.find(id);
  if (found == incoming_.end()) return;
  if (!found->second.stored) {
    found->second.released = true;
    return;
  }
  incoming_.erase(found);
  if (persistent()) changes.push_back({received_key(number_, id), std::nullopt});
}

void Session::write(Changes& changes) const {
  if (persistent())
    changes.push_back({session_key(number_), encode(SessionRecord{owner_, client_id_, subscriptions_})});
}

void Session::erase(Changes& changes) const {
  if (!persistent()) return;
  changes.push_back({session_key(number_), std::nullopt});
  for (const auto& outgoing : flight_) erase_outgoing(outgoing, changes);
  for (const auto& outgoing : queue_) erase_outgoing(outgoing, changes);
  for (const auto& [id, incoming] : incoming_)
    if (incoming.stored) changes.push_back({received_key(number_, id), std::nullopt});
}

void Session::restore(const SessionRecord& record) { subscriptions_ = record.subscriptions; }

bool Session::restore_outgoing(std::uint64_t seq, std::string_view record) {
  const auto parsed = parse(record, record.size());
  if (parsed.status != Parsed::Status::packet) return false;
  Outgoing outgoing;
  outgoing.seq = seq;
  if (const auto* publish = std::get_if<Publish>(&parsed.packet)) {
    outgoing.message =
        std::make_shared<const Message>(Message{std::string(publish->topic), std::string(publish->payload)});
    outgoing.id = publish->id;
    outgoing.qos = publish->qos;
    outgoing.retain = publish->retain;
  } else if (const auto* pubrel = std::get_if<Acknowledgement>(&parsed.packet)) {
    outgoing.id = pubrel->id;
    outgoing.qos = 2;
    outgoing.released = true;
  } else {
    return false;
  }
  last_seq_ = std::max(last_seq_, seq);
  last_id_ = std::max(last_id_, outgoing.id);
  flight_.push_back(std::move(outgoing));
  return true;
}

void Session::restore_received(PacketId id) { incoming_[id].stored = true; }

PacketId Session::free_id() {
  do ++last_id_;
  while (last_id_ == 0 || has_id(last_id_));
  std::erase(resumed_, last_id_);
  return last_id_;
}

bool Session::has_id(PacketId id) const {
  const auto same = [id](const Outgoing& outgoing) { return outgoing.id == id; };
  return std::any_of(flight_.begin(), flight_.end(), same) || std::any_of(queue_.begin(), queue_.end(), same);
}

Session::Outgoing* Session::in_flight(PacketId id) {
  const auto same = [id](const Outgoing& outgoing) { return outgoing.id == id && outgoing.sent; };
  const auto found = std::find_if(flight_.begin(), flight_.end(), same);
  return found == flight_.end() ? nullptr : &*found;
}

void Session::remove_from_flight(PacketId id, Changes& changes) {
  const auto same = [id](const Outgoing& outgoing) { return outgoing.id == id; };
  const auto found = std::find_if(flight_.begin(), flight_.end(), same);
  erase_outgoing(*found, changes);
  flight_.erase(found);
}

void Session::put_outgoing(std::string& out, const Outgoing& outgoing, bool again) const {
  if (outgoing.released) return put(out, Acknowledgement{Type::pubrel, outgoing.id});
  put(out, Publish{outgoing.message->topic, outgoing.message->payload, outgoing.id, outgoing.qos, again,
                   outgoing.retain});
}

void Session::write_outgoing(const Outgoing& outgoing, Changes& changes) const {
  if (!persistent() || outgoing.qos == 0) return;
  std::string record;
  put_outgoing(record, outgoing, false);
  changes.push_back({queue_key(number_, outgoing.seq), std::move(record)});
}

void Session::erase_outgoing(const Outgoing& outgoing, Changes& changes) const {
  if (persistent() && outgoing.qos > 0) changes.push_back({queue_key(number_, outgoing.seq), std::nullopt});
}

}  // namespace cunkou::mqtt
