#include "core/people/people.capability.hpp"

#include "core/people/http/account_routes.hpp"
#include "core/people/http/people_routes.hpp"

namespace cunkou::people {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  auto routes = account_routes({platform.database, platform.clock, parts.sessions, platform.public_url});
  http::append(routes, people_routes({platform.database, platform.clock, parts.sessions, parts.things,
                                      parts.listener, parts.users}));
  return {.name = "people", .routes = std::move(routes)};
}

}  // namespace cunkou::people
