#pragma once
// Signing in and out, the own account, its sessions, and invitations.

#include <string>

#include "base/clock.hpp"
#include "core/people/sessions.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

struct AccountRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
  Sessions& sessions;
  std::string public_url;  // as people reach the server; empty: as the request came
};

http::Routes account_routes(const AccountRouteParts&);

}  // namespace cunkou::people
