#include "core/people/sql/stored_sessions.hpp"

#include "core/people/people_store.hpp"

namespace cunkou::people {

std::optional<KnownSession> StoredSessions::find(const std::string& token_hash) {
  return database_.read([&](sql::Transaction& t) { return find_session(people_store(t), token_hash); });
}

void StoredSessions::put_last_seen(SessionId id, Instant at) {
  try {
    database_.write([&](sql::Transaction& t) { people_store(t).seen(id, at); });
  } catch (const sql::Broken& broken) {
    log_.warn(std::string("a session's last use could not be stored: ") + broken.what());
  }
}

}  // namespace cunkou::people
