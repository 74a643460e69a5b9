#pragma once
// Percent-encoding (RFC 3986 2.1), for all request targets, queries and addresses of this program.

#include <optional>
#include <string>
#include <string_view>

namespace cunkou {

// In a query, browsers and URLSearchParams write a space as '+'.
enum class Plus { is_itself, is_space };

// nullopt for a '%' without two hex digits and for a decoded NUL.
std::optional<std::string> percent_decode(std::string_view, Plus = Plus::is_itself);

// Keeps a '%' without two hex digits as it is: for SensorThings clients, which send "like '5%'" unencoded.
std::string percent_decode_leniently(std::string_view, Plus = Plus::is_itself);

// Keeps ASCII letters, digits, "-._~" (RFC 3986 2.3) and the characters of `kept`.
std::string percent_encode(std::string_view, std::string_view kept = {});

}  // namespace cunkou
