#pragma once
// Signing in and out, the own account, invitations, and what the server says of itself.

#include <string>

#include "api/context.hpp"
#include "http/route.hpp"

namespace cunkou::api {

http::Routes account_routes(Context&);

// Of the cookie `cunkou_session`; "" if there is none.
std::string session_token(const http::Request&);

}  // namespace cunkou::api
