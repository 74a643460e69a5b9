#pragma once
// Routes for signing in and out, the signed-in person's account, sessions and second factor, and
// invitations.

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "core/people/sessions.hpp"
#include "platform/capability/log.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

class SignInService;

struct AccountRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
  Sessions& sessions;
  std::string public_url;  // base of links in invitations; empty: the address of the request
  capability::Log& log;
};

http::Routes account_routes(const AccountRouteParts&, const std::shared_ptr<SignInService>&);

}  // namespace cunkou::people
