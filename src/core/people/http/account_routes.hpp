#pragma once
// Routes for signing in and out, the signed-in person's account and sessions, and invitations.

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
  std::string public_url;  // base of links in invitations; empty: the address of the request
};

http::Routes account_routes(const AccountRouteParts&);

}  // namespace cunkou::people
