#pragma once
// The cookie that carries a session's token: not readable by scripts, not sent by other sites' forms, and
// with the prefix "__Host-" where cookies are Secure. A cookie by the other name counts for nothing.

#include <string>

#include "base/result.hpp"
#include "platform/http/request.hpp"

namespace cunkou::people {

// As old as a session may become; the server decides when a session ends.
void set_session_cookie(http::Response&, const http::Request&, const std::string& token);
void clear_session_cookie(http::Response&, const http::Request&);

// The trusted-device cookie (core/people/trusted_device.hpp), which outlives the session.
void set_trusted_device_cookie(http::Response&, const http::Request&, const std::string& cookie);
std::string trusted_device_cookie(const http::Request&);  // "" if there is none

std::string session_token(const http::Request&);  // "" if there is none

// Refuses a sign-in from a page that came over plain HTTP where cookies are Secure: the browser would not
// keep its session. `address`: of the server for people.
Result<void> refuse_insecure_page(const http::Request&, const std::string& address);

}  // namespace cunkou::people
