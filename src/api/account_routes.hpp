#pragma once
// Signing in and out, the own account, invitations, and what the server says of itself.

#include "api/context.hpp"
#include "platform/http/route.hpp"

namespace cunkou::api {

http::Routes account_routes(Context&);

}  // namespace cunkou::api
