#pragma once
// The cookie that carries a session's token: not readable by scripts, not sent by other sites' forms.

#include <string>

#include "platform/http/request.hpp"

namespace cunkou::people {

// Has the longest age that browsers accept; the server decides when a session ends.
void set_session_cookie(http::Response&, const http::Request&, const std::string& token);
void clear_session_cookie(http::Response&, const http::Request&);

// The trusted-device cookie (core/people/trusted_device.hpp), which outlives the session.
void set_trusted_device_cookie(http::Response&, const http::Request&, const std::string& cookie);
std::string trusted_device_cookie(const http::Request&);  // "" if there is none

// Of the cookie `cunkou_session`; "" if there is none.
std::string session_token(const http::Request&);

}  // namespace cunkou::people
