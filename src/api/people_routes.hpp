#pragma once
// Persons of a place, the roles they hold, and households.

#include "api/context.hpp"
#include "platform/http/route.hpp"

namespace cunkou::api {

http::Routes people_routes(Context&);

}  // namespace cunkou::api
