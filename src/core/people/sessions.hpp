#pragma once
// Identifies the person of a session token. Cached in memory, so that a request needs no database read.
// Thread-safe.
//
// Code that ends a session or changes a person's rights calls forget() after the commit: the next request
// reads the database.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/may.hpp"
#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

struct KnownSession {
  access::Identity who;
  Instant last_seen;
  Instant begun;
};

// The session in the database; nullopt if there is none.
std::optional<KnownSession> find_session(PeopleStore&, std::string_view token_hash);

class SessionRecords {
 public:
  virtual ~SessionRecords() = default;
  virtual std::optional<KnownSession> find(const std::string& token_hash) = 0;
  virtual void put_last_seen(SessionId, Instant) = 0;  // at most every limits::session_seen_step; may throw
};

class SessionListener {
 public:
  virtual ~SessionListener() = default;
  virtual void session_forgotten(PersonId) = 0;  // 0: of an unknown person
};

class Sessions {
 public:
  Sessions(SessionRecords& records, const Clock& clock, SessionListener* listener = nullptr)
      : records_(records), clock_(clock), listener_(listener) {}

  // Anonymous for an unknown token, an ended session, one unused for limits::session_idle, and one older than
  // limits::session_age.
  access::Identity identify(std::string_view token) CUNKOU_EXCLUDES(mutex_);

  void forget(std::string_view token_hash) CUNKOU_EXCLUDES(mutex_);
  void forget(PersonId) CUNKOU_EXCLUDES(mutex_);

 private:
  struct Entry {
    KnownSession session;
    Instant written;
  };
  std::optional<Entry> look_up(const std::string& hash) CUNKOU_EXCLUDES(mutex_);
  void write_last_seen(SessionId, Instant) CUNKOU_EXCLUDES(mutex_);
  void report(PersonId) CUNKOU_EXCLUDES(mutex_);

  SessionRecords& records_;
  const Clock& clock_;
  SessionListener* listener_;
  Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ CUNKOU_GUARDED_BY(mutex_);
  // A look-up that began before a forget() is not cached.
  std::uint64_t generation_ CUNKOU_GUARDED_BY(mutex_) = 0;
};

}  // namespace cunkou::people
