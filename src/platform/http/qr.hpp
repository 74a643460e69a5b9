#pragma once
// A text as a QR code, to print or to hold before a phone. Any thread.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::http {

// Refuses an empty text and one over limits::qr_bytes.
Result<std::string> qr_svg(std::string_view);

// For a terminal: half blocks, two rows to a line, black on white whatever the terminal's colours are.
Result<std::string> qr_terminal(std::string_view);

}  // namespace cunkou::http
