#pragma once
// Maps refusals to HTTP (RFC 9110 15, RFC 9457).

#include "base/error.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

int status_of(Code);
std::string_view title_of(Code);  // "Not found"

// The language for a person: the session's, else the first supported one of Accept-Language, else zh.
std::string_view language_of(const Request&);

Error out_of_memory();
Error internal_failure();  // for what a handler let escape

// In a catch block: the response to the exception, which says nothing of it but what is shown of Unavailable.
// Sets Response::failure; a lack of memory is 503 and so no failure of the handler.
Response response_to_exception(const Request&);

}  // namespace cunkou::http
