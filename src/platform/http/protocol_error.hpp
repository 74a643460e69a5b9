#pragma once
// Reasons for a person of requests that are refused before their route is known.

#include "base/error.hpp"

namespace cunkou::http {

Error protocol_error(int status);  // 400, 408, 413, 414, 421, 431, 501 or 503

}  // namespace cunkou::http
