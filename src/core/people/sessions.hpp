#pragma once
// Identifies the person of a session token. Cached in memory, so that a request needs no database read.
// Thread-safe.
//
// Code that ends a session or changes a person's rights calls forget() after the commit: the next request
// reads the database.

#include <cstdint>
#include <functional>
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
};

// The session in the database; nullopt if there is none.
std::optional<KnownSession> find_session(PeopleStore&, std::string_view token_hash);

class Sessions {
 public:
  using Find = std::function<std::optional<KnownSession>(const std::string& token_hash)>;
  using Seen = std::function<void(SessionId, Instant)>;  // at most every limits::session_seen_step; may throw

  Sessions(Find find, Seen seen, const Clock& clock)
      : find_(std::move(find)), seen_(std::move(seen)), clock_(clock) {}

  // Anonymous for an unknown token, an ended session, and one unused for limits::session_idle.
  access::Identity identify(std::string_view token);

  void forget(std::string_view token_hash);
  void forget(PersonId);

  // Called after each forget() with the session's person; 0: unknown. Set once, before the first forget().
  void on_forget(std::function<void(PersonId)> forgotten) { on_forget_ = std::move(forgotten); }

 private:
  struct Entry {
    KnownSession session;
    Instant written;
  };
  std::optional<Entry> look_up(const std::string& hash);
  void write_last_seen(SessionId, Instant);

  Find find_;
  Seen seen_;
  std::function<void(PersonId)> on_forget_ = [](PersonId) {};
  const Clock& clock_;
  Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ CUNKOU_GUARDED_BY(mutex_);
  // A look-up that began before a forget() is not cached.
  std::uint64_t generation_ CUNKOU_GUARDED_BY(mutex_) = 0;
};

}  // namespace cunkou::people
