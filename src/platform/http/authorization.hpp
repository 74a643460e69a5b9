#pragma once
// Checks that run before every handler: CSRF and authorization.

#include "platform/http/route.hpp"

namespace cunkou::http {

// The cookie that carries a session's token, by the name that cookie_name() gives it.
inline constexpr std::string_view session_cookie = "cunkou_session";

// With the prefix "__Host-" where cookies are Secure: browsers then take the cookie from this host only, and
// over TLS only (RFC 6265bis 4.1.3.2). Over plain HTTP they would refuse it.
std::string cookie_name(std::string_view name, const Request&);

// Refuses (forbidden) an unsafe request that comes from another site's page (cross-site request forgery),
// also one that would sign somebody in. Uses Sec-Fetch-Site if the browser sends it (W3C Fetch Metadata),
// else compares Origin with the scheme and Host. Devices' requests that carry no session cookie are let
// through: a page of another site does not know their tokens.
Result<void> refuse_cross_site(const Route&, const Request&);

// Calls access::may() with the route's permission and the scope of the request's subject. Refuses an
// anonymous request as unauthenticated. A subject that the person may not see is not_found, which does not
// reveal its existence.
Result<void> admit(const Route&, const Request&);

}  // namespace cunkou::http
