#include "core/people/sessions.hpp"

#include <algorithm>
#include <exception>

#include "core/people/limits.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {

std::optional<KnownSession> find_session(PeopleStore& store, std::string_view token_hash) {
  const auto session = store.session_by_hash(token_hash);
  if (!session) return std::nullopt;
  const auto person = store.person(session->person);
  if (!person) return std::nullopt;
  KnownSession known{{}, session->last_seen, session->created};
  known.who.person = person->id;
  known.who.session = session->id;
  known.who.grants = store.grants_of(person->id);
  known.who.language = person->language;
  return known;
}

std::optional<Sessions::Entry> Sessions::look_up(const std::string& hash) {
  std::uint64_t before;
  {
    MutexLock lock(mutex_);
    if (const auto found = entries_.find(hash); found != entries_.end()) return found->second;
    before = generation_;
  }
  auto session = records_.find(hash);
  if (!session) return std::nullopt;
  const auto last_seen = session->last_seen;
  Entry entry{std::move(*session), last_seen};
  MutexLock lock(mutex_);
  if (generation_ == before) {
    if (entries_.size() >= limits::sessions_cached) entries_.erase(entries_.begin());
    entries_.emplace(hash, entry);
  }
  return entry;
}

void Sessions::write_last_seen(SessionId id, Instant now) {
  try {
    records_.put_last_seen(id, now);
  } catch (const std::exception&) {  // a full disk must not block requests; the next step writes again
  }
}

void Sessions::report(PersonId person) {
  if (listener_) listener_->session_forgotten(person);
}

access::Identity Sessions::identify(std::string_view token) {
  if (token.empty()) return {};
  const auto hash = hash_secret(token);
  auto entry = look_up(hash);
  const auto now = clock_.now();
  if (!entry || now - entry->session.last_seen > limits::session_idle ||
      now - entry->session.begun > limits::session_age)
    return {};
  bool write = false;
  {
    MutexLock lock(mutex_);
    if (const auto found = entries_.find(hash); found != entries_.end()) {
      // The clock may have been in the past for a while, e.g. on a machine without a battery.
      found->second.session.last_seen = std::max(found->second.session.last_seen, now);
      write = now - found->second.written >= limits::session_seen_step;
      if (write) found->second.written = now;
    }
  }
  if (write) write_last_seen(entry->session.who.session, now);
  return std::move(entry->session.who);
}

void Sessions::forget(std::string_view token_hash) {
  PersonId person;
  {
    MutexLock lock(mutex_);
    ++generation_;
    if (const auto found = entries_.find(std::string(token_hash)); found != entries_.end()) {
      person = found->second.session.who.person;
      entries_.erase(found);
    }
  }
  report(person);
}

void Sessions::forget(PersonId person) {
  {
    MutexLock lock(mutex_);
    ++generation_;
    std::erase_if(entries_, [&](const auto& item) { return item.second.session.who.person == person; });
  }
  report(person);
}

}  // namespace cunkou::people
