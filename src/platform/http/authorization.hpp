#pragma once
// Checks that run before every handler: CSRF and authorization.

#include "platform/http/route.hpp"

namespace cunkou::http {

// The cookie that carries a session's token.
inline constexpr std::string_view session_cookie = "cunkou_session";

// Refuses (forbidden) an unsafe request that carries a session cookie and comes from another site's page
// (cross-site request forgery). Uses Sec-Fetch-Site if the browser sends it (W3C Fetch Metadata), else
// compares Origin with Host.
Result<void> refuse_cross_site(const Request&);

// Calls access::may() with the route's permission and the scope of the request's subject. Refuses an
// anonymous request as unauthenticated. A subject that the person may not see is not_found, which does not
// reveal its existence.
Result<void> admit(const Route&, const Request&);

}  // namespace cunkou::http
