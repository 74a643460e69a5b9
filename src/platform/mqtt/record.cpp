#include "platform/mqtt/record.hpp"

#include <limits>

#include "base/text.hpp"

namespace cunkou::mqtt {

namespace {

constexpr std::size_t any_size = std::numeric_limits<std::size_t>::max();

// Parses a packet of type P from the front and removes it.
template <class P>
std::optional<P> take(std::string_view& bytes) {
  auto parsed = parse(bytes, any_size);
  if (parsed.status != Parsed::Status::packet || !std::holds_alternative<P>(parsed.packet))
    return std::nullopt;
  bytes.remove_prefix(parsed.size);
  return std::get<P>(std::move(parsed.packet));
}

void put_owner(std::string& out, std::string_view owner, std::string_view client_id) {
  Connect connect;
  connect.client_id = client_id;
  connect.user_name = owner;
  put(out, connect);
}

bool take_number(std::string_view& text, std::uint64_t& number) {
  if (!text.starts_with('/')) return false;
  text.remove_prefix(1);
  const auto digits = text.substr(0, text.find('/'));
  const auto parsed = parse_number<std::uint64_t>(digits);
  if (!parsed) return false;
  number = *parsed;
  text.remove_prefix(digits.size());
  return true;
}

}  // namespace

std::string session_key(std::uint64_t session) { return "s/" + std::to_string(session); }
std::string queue_key(std::uint64_t session, std::uint64_t seq) {
  return "q/" + std::to_string(session) + "/" + std::to_string(seq);
}
std::string received_key(std::uint64_t session, PacketId id) {
  return "i/" + std::to_string(session) + "/" + std::to_string(id);
}
std::string retained_key(std::uint64_t number) { return "r/" + std::to_string(number); }

std::optional<Key> parse_key(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Key key{text.front(), 0, 0};
  text.remove_prefix(1);
  if (!take_number(text, key.number)) return std::nullopt;
  if ((key.kind == 'q' || key.kind == 'i') && !take_number(text, key.part)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return key;
}

std::string encode(const SessionRecord& session) {
  std::string out;
  put_owner(out, session.owner, session.client_id);
  if (session.subscriptions.empty()) return out;
  Subscribe subscribe{1, {}};
  for (const auto& [filter, qos] : session.subscriptions) subscribe.entries.push_back({filter, qos});
  put(out, subscribe);
  return out;
}

std::optional<SessionRecord> parse_session(std::string_view bytes) {
  const auto connect = take<Connect>(bytes);
  if (!connect || !connect->user_name) return std::nullopt;
  SessionRecord session{std::string(*connect->user_name), std::string(connect->client_id), {}};
  if (bytes.empty()) return session;
  const auto subscribe = take<Subscribe>(bytes);
  if (!subscribe) return std::nullopt;
  for (const auto& [filter, qos] : subscribe->entries)
    session.subscriptions.push_back({std::string(filter), qos});
  return session;
}

std::string encode(const RetainedRecord& retained) {
  std::string out;
  put_owner(out, retained.owner, "");
  Publish publish;
  publish.topic = retained.message->topic;
  publish.payload = retained.message->payload;
  publish.qos = retained.qos;
  publish.id = retained.qos > 0 ? 1 : 0;
  publish.retain = true;
  put(out, publish);
  return out;
}

std::optional<RetainedRecord> parse_retained(std::string_view bytes) {
  const auto connect = take<Connect>(bytes);
  const auto publish = take<Publish>(bytes);
  if (!connect || !connect->user_name || !publish) return std::nullopt;
  auto message =
      std::make_shared<const Message>(Message{std::string(publish->topic), std::string(publish->payload)});
  return RetainedRecord{std::string(*connect->user_name), std::move(message), publish->qos};
}

}  // namespace cunkou::mqtt
