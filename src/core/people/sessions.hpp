#pragma once
// Identifies the person of a session token. Cached in memory, so that a request needs no database read.
// Thread-safe.
//
// Code that ends a session or changes a person's rights calls forget() after the commit: the next request
// reads the database.

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/may.hpp"
#include "base/clock.hpp"
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
  void forget_all();

  // Called after each forget() with the session's person; 0: unknown. Set once, before the first forget().
  void on_forget(std::function<void(PersonId)> forgotten) { forgotten_person_ = std::move(forgotten); }

 private:
  struct Entry {
    KnownSession session;
    Instant written;
  };
  std::optional<Entry> look_up(const std::string& hash);
  void write_down(SessionId, Instant);

  Find find_;
  Seen seen_;
  std::function<void(PersonId)> forgotten_person_ = [](PersonId) {};
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t forgotten_ = 0;  // generation: a look-up that began before a forget() is not cached
};

}  // namespace cunkou::people
