#pragma once
// Percent-encoding (RFC 3986 2.1) for request targets, queries and addresses.

#include <optional>
#include <string>
#include <string_view>

namespace cunkou {

// Browsers and URLSearchParams encode a space in a query as '+'.
enum class Plus { is_itself, is_space };

// nullopt for a '%' without two hex digits and for a decoded NUL.
std::optional<std::string> percent_decode(std::string_view, Plus = Plus::is_itself);

// Keeps a '%' without two hex digits unchanged: SensorThings clients send "like '5%'" unencoded.
std::string percent_decode_leniently(std::string_view, Plus = Plus::is_itself);

// Leaves ASCII letters, digits, "-._~" (RFC 3986 2.3) and the characters of `kept` unencoded.
std::string percent_encode(std::string_view, std::string_view kept = {});

}  // namespace cunkou
