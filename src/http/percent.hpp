#pragma once
// Percent-decoding of request targets (RFC 3986 2.1).

#include <optional>
#include <string>
#include <string_view>

namespace cunkou::http {

// nullopt for a '%' without two hex digits and for a decoded NUL.
std::optional<std::string> percent_decode(std::string_view);

// As browsers and URLSearchParams encode a query: '+' is a space too.
std::optional<std::string> form_decode(std::string_view);

}  // namespace cunkou::http
