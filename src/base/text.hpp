#pragma once
// Texts that people type.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou {

bool is_utf8(std::string_view);  // well-formed: no overlong forms, no surrogates (RFC 3629)

// The first bytes of what somebody sent, for showing it: UTF-8, with U+FFFD for bytes that are none.
std::string excerpt(std::string_view text, std::size_t bytes = 60);

// An excerpt for a reason in two languages: '|', which stands between them, is written '｜'.
std::string quoted(std::string_view, std::size_t bytes = 60);

bool has_control_characters(std::string_view);  // line breaks, too

// A name without the blanks around it. Refuses an empty one, one over limits::name_bytes, control characters
// and what is no UTF-8.
Result<std::string> parse_name(std::string_view);

}  // namespace cunkou
