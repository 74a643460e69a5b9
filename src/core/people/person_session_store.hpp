#pragma once
// Persistence interface for the sessions of persons. See people_store.hpp for what all stores share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/person.hpp"

namespace cunkou::people {

class PersonSessionStore {
 public:
  virtual ~PersonSessionStore() = default;
  virtual std::optional<Session> session(SessionId) = 0;
  virtual std::optional<Session> session_by_hash(std::string_view token_hash) = 0;
  virtual std::vector<Session> sessions_of(PersonId) = 0;  // latest seen first
  virtual SessionId add_session(const Session&) = 0;
  virtual void seen(SessionId, Instant) = 0;
  virtual void end_session(SessionId) = 0;
  // Of those last seen, or begun, before an instant.
  virtual void remove_sessions(Instant seen_before, Instant begun_before) = 0;
  // Returns their token hashes.
  virtual std::vector<std::string> end_sessions_of(PersonId, SessionId but) = 0;
};

}  // namespace cunkou::people
