#pragma once
// The sessions of the state database.

#include "core/people/sessions.hpp"
#include "platform/capability/log.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

class StoredSessions final : public SessionRecords {
 public:
  StoredSessions(sql::Database& database, capability::Log& log) : database_(database), log_(log) {}

  std::optional<KnownSession> find(const std::string& token_hash) override;
  // Logs a failure of the database.
  void put_last_seen(SessionId, Instant) override;

 private:
  sql::Database& database_;
  capability::Log& log_;
};

}  // namespace cunkou::people
