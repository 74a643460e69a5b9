#pragma once
// What stands before every handler.

#include "platform/http/route.hpp"

namespace cunkou::http {

// The cookie that carries a session's token.
inline constexpr std::string_view session_cookie = "cunkou_session";

// An unsafe request that carries a session's cookie and comes from another site's page (cross-site request
// forgery) is forbidden: by Sec-Fetch-Site where the browser sends it (W3C Fetch Metadata), else by Origin
// against Host.
Result<void> refuse_cross_site(const Request&);

// Asks people::may() for what the route needs where the request's subject stands. Nobody signed in:
// unauthenticated. A subject that one may not even see: not_found, so that nobody learns what there is.
Result<void> admit(const Route&, const Request&);

}  // namespace cunkou::http
