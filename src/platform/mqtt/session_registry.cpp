#include "platform/mqtt/session_registry.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/crypto.hpp"
#include "platform/mqtt/limits.hpp"
#include "platform/mqtt/topic.hpp"

namespace cunkou::mqtt {

namespace {

// Exact filters outside own topics are served by publish_shared.
bool is_shared(std::string_view filter) { return !has_wildcard(filter) && !is_own_topic(filter); }

// Never that of another session, also after the records were lost: what names a message of that one stays
// apart.
std::uint64_t new_session_number() {
  constexpr std::size_t half = 1U << 31;
  return (std::uint64_t{random_below(half)} << 31 | random_below(half)) + 1;
}

Completion<> settle_all(std::vector<Completion<>> settles) {
  return [settles = std::move(settles)](const Result<void>& outcome) {
    for (const auto& settle : settles) settle(outcome);
  };
}

}  // namespace

bool is_own_topic(std::string_view name_or_filter) { return is_within(name_or_filter, "me"); }

SessionRegistry::SessionRegistry(SessionStore& store, Counts& counts)
    : counts_(counts), store_(store), writer_(store) {
  MutexLock lock(mutex_);
  Changes orphans;
  load(orphans);
  this->store(std::move(orphans), {});
}

SessionRegistry::~SessionRegistry() = default;

void SessionRegistry::load(Changes& orphans) {
  struct Loaded {
    std::shared_ptr<Session> session;
    std::map<std::uint64_t, std::string> outgoing;
    std::vector<PacketId> received;
  };
  std::map<std::uint64_t, Loaded> sessions;
  store_.load([&](std::string_view text, std::string_view value) CUNKOU_REQUIRES(mutex_) {
    const auto key = parse_key(text);
    if (!key) return;
    if (key->kind == 'q') sessions[key->number].outgoing.emplace(key->part, value);
    if (key->kind == 'i') sessions[key->number].received.push_back(static_cast<PacketId>(key->part));
    if (key->kind == 's') {
      if (const auto record = parse_session(value)) {
        auto& session = sessions[key->number].session;
        session = std::make_shared<Session>(record->owner, record->client_id, key->number);
        session->restore(*record);
      }
    }
    if (key->kind == 'r') {
      last_retained_ = std::max(last_retained_, key->number);
      if (auto record = parse_retained(value)) {
        auto& owner = owners_[record->owner];
        owner.retained_bytes += record->message->bytes();
        owner.retained.push_back({record->message->topic, record->message, record->qos, key->number});
      }
    }
  });
  for (auto& [number, loaded] : sessions) {
    if (!loaded.session) {
      for (const auto& [seq, record] : loaded.outgoing)
        orphans.push_back({queue_key(number, seq), std::nullopt});
      for (const auto id : loaded.received) orphans.push_back({received_key(number, id), std::nullopt});
      continue;
    }
    for (const auto& [seq, record] : loaded.outgoing) loaded.session->restore_outgoing(seq, record);
    for (const auto id : loaded.received) loaded.session->restore_received(id);
    for (const auto& subscription : loaded.session->subscriptions())
      share(*loaded.session, subscription.filter);
    owners_[loaded.session->owner()].open_sessions.push_back({loaded.session, {}, 0});
  }
}

std::uint64_t SessionRegistry::epoch() const {
  MutexLock lock(mutex_);
  return epoch_;
}

Result<SessionRegistry::Opened> SessionRegistry::open(const std::string& name, const std::string& client_id,
                                                      bool clean, std::uint64_t epoch,
                                                      const std::shared_ptr<Listener>& listener,
                                                      Completion<> settle) {
  MutexLock lock(mutex_);
  auto& owner = owners_[name];
  if (owner.left > epoch)
    return Error{Code::unauthenticated, untranslated("the token was revoked meanwhile")};
  Changes changes;
  auto* held = open_session(owner, client_id);
  if (held) {
    if (const auto earlier = held->listener.lock())
      earlier->leave("taken over by a new connection [MQTT-3.1.4-2]");
    if (clean || !held->session->persistent()) {
      remove(owner, *held->session, changes);
      held = nullptr;
    }
  }
  const bool present = held != nullptr;
  if (!held) {
    if (!clean && !has_capacity(owner, changes)) {
      remove_if_empty(name);
      return Error{Code::too_large,
                   untranslated("too many persistent sessions: use the same client id each time")};
    }
    owner.open_sessions.push_back(
        {std::make_shared<Session>(name, client_id, clean ? 0 : new_session_number()), {}, 0});
    held = &owner.open_sessions.back();
    held->session->write(changes);
  }
  held->listener = listener;
  held->used = ++last_used_;
  held->session->resume();
  const Opened opened{held->session, present};
  if (clean)
    store(std::move(changes), std::move(settle));
  else
    writer_.write(std::move(changes), std::move(settle));  // an earlier record may still be pending
  return opened;
}

void SessionRegistry::discard(const Session& session) {
  MutexLock lock(mutex_);
  if (!open_session(session)) return;
  Changes changes;
  remove(owners_.at(session.owner()), session, changes);
  store(std::move(changes), {});
}

void SessionRegistry::close(const std::shared_ptr<Session>& session, const Listener* listener) {
  MutexLock lock(mutex_);
  auto* held = open_session(*session);
  if (!held || held->listener.lock().get() != listener) return;
  held->listener.reset();
  Changes changes;
  if (session->persistent())
    session->drop_qos0();
  else
    remove(owners_.at(session->owner()), *session, changes);
  remove_if_empty(session->owner());
}

void SessionRegistry::subscribe(Session& session, const std::vector<Subscribe::Entry>& entries,
                                std::vector<std::uint8_t>& codes, Completion<> settle) {
  MutexLock lock(mutex_);
  Changes changes;
  auto* held = open_session(session);
  for (std::size_t n = 0; n < entries.size(); ++n) {
    if (codes[n] == subscription_refused) continue;
    codes[n] = session.subscribe(entries[n].filter, entries[n].qos, changes);
    if (codes[n] == subscription_refused || !held) continue;
    share(session, std::string(entries[n].filter));
    deliver_retained(owners_.at(session.owner()), *held, entries[n].filter, codes[n], changes);
  }
  store(std::move(changes), std::move(settle));
}

void SessionRegistry::unsubscribe(Session& session, const std::vector<std::string_view>& filters,
                                  Completion<> settle) {
  MutexLock lock(mutex_);
  Changes changes;
  for (const auto filter : filters)
    if (session.unsubscribe(filter, changes)) unshare(session, std::string(filter));
  store(std::move(changes), std::move(settle));
}

bool SessionRegistry::fetch(Session& session, const Listener* listener, std::string& out,
                            std::size_t bytes_max) {
  MutexLock lock(mutex_);
  const auto* held = open_session(session);
  if (!held || held->listener.lock().get() != listener) return false;
  const auto before = session.sent();
  const bool more = session.send(out, bytes_max);
  add(counts_.publishes_sent, session.sent() - before);
  return more;
}

bool SessionRegistry::puback(Session& session, PacketId id) {
  MutexLock lock(mutex_);
  Changes changes;
  const bool answers = session.puback(id, changes);
  store(std::move(changes), {});
  return answers;
}

bool SessionRegistry::pubrec(Session& session, PacketId id) {
  MutexLock lock(mutex_);
  Changes changes;
  const bool answers = session.pubrec(id, changes);
  store(std::move(changes), {});
  return answers;
}

bool SessionRegistry::pubcomp(Session& session, PacketId id) {
  MutexLock lock(mutex_);
  Changes changes;
  const bool answers = session.pubcomp(id, changes);
  store(std::move(changes), {});
  return answers;
}

Session::Arrival SessionRegistry::arrive(Session& session, PacketId id, const Completion<>& settle) {
  MutexLock lock(mutex_);
  const auto arrival = session.arrive(id, settle);
  if (arrival != Session::Arrival::known) return arrival;
  const bool persistent = session.persistent();
  lock.unlock();
  if (persistent)
    writer_.write({}, settle);  // settles after its record, which may still be pending
  else
    settle({});
  return arrival;
}

void SessionRegistry::committed(Session& session, PacketId id, const Result<Stored>& result) {
  MutexLock lock(mutex_);
  Changes changes;
  std::optional<Stored> stored;
  if (result)
    stored = *result;
  else if (result.error().code != Code::unavailable)
    stored = Stored::content;
  auto settle_waiting = settle_all(session.committed(id, stored, changes));
  // A session closed meanwhile leaves no record.
  if (!open_session(session)) changes.clear();
  if (!changes.empty()) return store(std::move(changes), std::move(settle_waiting));
  lock.unlock();
  settle_waiting(result ? Result<void>() : result.error());
}

void SessionRegistry::pubrel(Session& session, PacketId id, Completion<> settle) {
  MutexLock lock(mutex_);
  Changes changes;
  session.pubrel(id, changes);
  store(std::move(changes), std::move(settle));
}

bool SessionRegistry::publish(const std::string& name, const Publish& publish, Completion<> settle) {
  MutexLock lock(mutex_);
  Changes changes;
  const bool wanted = route(name, publish, changes);
  store(std::move(changes), std::move(settle));
  return wanted;
}

void SessionRegistry::publish_once(Session& sender, const Publish& publish) {
  MutexLock lock(mutex_);
  Changes changes;
  route(sender.owner(), publish, changes);
  auto settles = sender.committed(publish.id, Stored::content, changes);
  store(std::move(changes), settle_all(std::move(settles)));
}

bool SessionRegistry::route(const std::string& name, const Publish& publish, Changes& changes) {
  const auto found = owners_.find(name);
  if (found == owners_.end() && !publish.retain) return false;
  auto& owner = found == owners_.end() ? owners_[name] : found->second;
  auto message =
      std::make_shared<const Message>(Message{std::string(publish.topic), std::string(publish.payload)});
  if (publish.retain) retain(owner, name, message, publish.qos, changes);
  bool wanted = false;
  for (auto& held : owner.open_sessions)
    if (const auto qos = held.session->granted_qos(publish.topic))
      wanted |= deliver(held, message, std::min(*qos, publish.qos), false, changes);  // [MQTT-3.3.1-9]
  remove_if_empty(name);
  return wanted;
}

std::size_t SessionRegistry::publish_shared(const Publish& publish) {
  if (!has_shared()) return 0;
  MutexLock lock(mutex_);
  const auto found = shared_.find(std::string(publish.topic));
  if (found == shared_.end()) return 0;
  auto message =
      std::make_shared<const Message>(Message{std::string(publish.topic), std::string(publish.payload)});
  Changes changes;
  std::size_t reached = 0;
  for (auto* session : found->second) {
    auto* held = open_session(*session);
    const auto qos = session->granted_qos(publish.topic);
    if (held && qos && deliver(*held, message, std::min(*qos, publish.qos), false, changes)) ++reached;
  }
  store(std::move(changes), {});
  return reached;
}

std::vector<std::string> SessionRegistry::subscribed_below(std::string_view prefix) const {
  std::vector<std::string> filters;
  if (!has_shared()) return filters;
  MutexLock lock(mutex_);
  for (const auto& [filter, sessions] : shared_)
    if (filter.starts_with(prefix)) filters.push_back(filter);
  return filters;
}

bool SessionRegistry::has_shared() const { return shared_count_.load(std::memory_order_relaxed) > 0; }

bool SessionRegistry::connected(const std::string& name) const {
  MutexLock lock(mutex_);
  const auto found = owners_.find(name);
  if (found == owners_.end()) return false;
  const auto& open_sessions = found->second.open_sessions;
  return std::any_of(open_sessions.begin(), open_sessions.end(),
                     [](const OpenSession& held) { return !held.listener.expired(); });
}

bool SessionRegistry::is_subscribed(const std::string& name, std::string_view topic) const {
  MutexLock lock(mutex_);
  const auto found = owners_.find(name);
  return found != owners_.end() &&
         std::ranges::any_of(found->second.open_sessions, [&](const OpenSession& held) {
           return !held.listener.expired() && held.session->granted_qos(topic);
         });
}

void SessionRegistry::leave(const std::string& name, const char* why) {
  MutexLock lock(mutex_);
  auto& owner = owners_[name];
  owner.left = ++epoch_;
  for (auto& held : owner.open_sessions)
    if (const auto listener = held.listener.lock()) listener->leave(why);
}

void SessionRegistry::forget(const std::string& name) {
  leave(name, "the device was removed");
  MutexLock lock(mutex_);
  auto& owner = owners_.at(name);
  Changes changes;
  while (!owner.open_sessions.empty()) remove(owner, *owner.open_sessions.back().session, changes);
  for (const auto& kept : owner.retained) changes.push_back({retained_key(kept.number), std::nullopt});
  owner.retained.clear();
  owner.retained_bytes = 0;
  store(std::move(changes), {});
}

SessionRegistry::Totals SessionRegistry::totals() const {
  MutexLock lock(mutex_);
  Totals totals;
  for (const auto& [name, owner] : owners_) {
    totals.sessions += owner.open_sessions.size();
    totals.retained += owner.retained.size();
    for (const auto& held : owner.open_sessions) {
      totals.connected += !held.listener.expired();
      totals.queued += held.session->queued();
    }
  }
  return totals;
}

SessionRegistry::OpenSession* SessionRegistry::open_session(const Session& session) {
  const auto found = owners_.find(session.owner());
  if (found == owners_.end()) return nullptr;
  for (auto& held : found->second.open_sessions)
    if (held.session.get() == &session) return &held;
  return nullptr;
}

SessionRegistry::OpenSession* SessionRegistry::open_session(Owner& owner, const std::string& client_id) {
  for (auto& held : owner.open_sessions)
    if (held.session->client_id() == client_id) return &held;
  return nullptr;
}

bool SessionRegistry::has_capacity(Owner& owner, Changes& changes) {
  std::size_t kept = 0;
  const OpenSession* oldest = nullptr;
  for (const auto& held : owner.open_sessions) {
    kept += held.session->persistent();
    if (held.session->persistent() && held.listener.expired() && (!oldest || held.used < oldest->used))
      oldest = &held;
  }
  if (kept < limits::sessions) return true;
  if (!oldest) return false;
  remove(owner, *oldest->session, changes);
  return true;
}

void SessionRegistry::remove(Owner& owner, const Session& session, Changes& changes) {
  session.erase(changes);
  const auto found = std::find_if(owner.open_sessions.begin(), owner.open_sessions.end(),
                                  [&](const OpenSession& held) { return held.session.get() == &session; });
  unshare_all(*found->session);
  owner.open_sessions.erase(found);
}

void SessionRegistry::remove_if_empty(const std::string& name) {
  const auto found = owners_.find(name);
  if (found == owners_.end()) return;
  const auto& owner = found->second;
  if (owner.open_sessions.empty() && owner.retained.empty() && owner.left == 0) owners_.erase(found);
}

bool SessionRegistry::deliver(OpenSession& held, const MessagePtr& message, Qos qos, bool retain,
                              Changes& changes) {
  const auto listener = held.listener.lock();
  if (!listener && qos == 0) return false;
  add(counts_.publishes_dropped, held.session->enqueue(message, qos, retain, changes));
  if (listener) listener->wake();
  return true;
}

void SessionRegistry::deliver_retained(Owner& owner, OpenSession& held, std::string_view filter, Qos granted,
                                       Changes& changes) {
  for (const auto& kept : owner.retained)
    if (matches(filter, kept.topic))
      deliver(held, kept.message, std::min(granted, kept.qos), true, changes);  // [MQTT-3.3.1-8]
}

void SessionRegistry::retain(Owner& owner, const std::string& name, const MessagePtr& message, Qos qos,
                             Changes& changes) {
  const auto found = std::find_if(owner.retained.begin(), owner.retained.end(),
                                  [&](const Retained& kept) { return kept.topic == message->topic; });
  std::uint64_t number = 0;
  if (found != owner.retained.end()) {
    number = found->number;
    owner.retained_bytes -= found->message->bytes();
    owner.retained.erase(found);
  }
  const bool fits = owner.retained.size() < limits::retained &&
                    owner.retained_bytes + message->bytes() <= limits::retained_bytes;
  if (message->payload.empty() || !fits) {  // [MQTT-3.3.1-10], [MQTT-3.3.1-11]
    if (number) changes.push_back({retained_key(number), std::nullopt});
    if (!message->payload.empty()) add(counts_.publishes_dropped);
    return;
  }
  if (!number) number = ++last_retained_;
  owner.retained.push_back({message->topic, message, qos, number});
  owner.retained_bytes += message->bytes();
  changes.push_back({retained_key(number), encode(RetainedRecord{name, message, qos})});
}

void SessionRegistry::share(Session& session, const std::string& filter) {
  if (!is_shared(filter)) return;
  auto& sessions = shared_[filter];
  if (std::find(sessions.begin(), sessions.end(), &session) == sessions.end()) sessions.push_back(&session);
  shared_count_ = shared_.size();
}

void SessionRegistry::unshare(Session& session, const std::string& filter) {
  const auto found = shared_.find(filter);
  if (found == shared_.end()) return;
  std::erase(found->second, &session);
  if (found->second.empty()) shared_.erase(found);
  shared_count_ = shared_.size();
}

void SessionRegistry::unshare_all(Session& session) {
  for (const auto& subscription : session.subscriptions()) unshare(session, subscription.filter);
}

void SessionRegistry::store(Changes changes, Completion<> settle) {
  if (!changes.empty()) return writer_.write(std::move(changes), std::move(settle));
  if (settle) settle({});
}

}  // namespace cunkou::mqtt
