#include "core/people/people.capability.hpp"

#include <memory>

#include "core/people/http/account_routes.hpp"
#include "core/people/http/people_routes.hpp"
#include "core/people/http/sign_in_service.hpp"
#include "core/people/limits.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {
namespace {

void remove_sessions(sql::Database& database, const Clock& clock) {
  const auto now = clock.now();
  database.write([&](sql::Transaction& t) {
    people_store(t).remove_sessions(now - limits::session_idle, now - limits::session_age);
  });
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  const AccountRouteParts account{platform.database, platform.clock, parts.sessions, platform.public_url,
                                  platform.log};
  const auto service = std::make_shared<SignInService>(account);
  auto routes = account_routes(account, service);
  http::append(routes, people_routes({platform.database, platform.clock, parts.sessions, parts.things,
                                      parts.listener, parts.users}));
  return {.name = "people",
          .routes = std::move(routes),
          .timers = {{minutes(1),
                      [&platform, service] { service->guard().store_failures(platform.database, false); }},
                     {limits::session_removal_every,
                      [&platform] { remove_sessions(platform.database, platform.clock); }}},
          .metrics = [service] { return service->guard().metrics(); },
          .word_columns = {{"roles", "role", "id", sql::parses<access::parse_role>},
                           {"invitations", "role", "id", sql::parses<access::parse_role>}},
          .flush = [&platform, service] { service->guard().store_failures(platform.database, true); }};
}

}  // namespace cunkou::people
