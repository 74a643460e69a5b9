#pragma once
// The one mapping of refusals to HTTP (RFC 9110 15, RFC 9457).

#include "base/error.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

int status_of(Code);
std::string_view title_of(Code);  // "Not found"

// What a person asks to be spoken to in: the session's language, else the first of Accept-Language that we
// speak, else zh.
std::string_view language_of(const Request&);

}  // namespace cunkou::http
