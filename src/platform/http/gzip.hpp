#pragma once
// Compresses and decompresses bodies with gzip (RFC 1952).

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::http {

std::string gzip(std::string_view, int level);  // 1 (fast) … 9 (small)

// Refuses invalid or truncated gzip (invalid), and content of more than `bytes_max` after inflating
// (too_large) without inflating further. Several consecutive members form one body.
Result<std::string> gunzip(std::string_view, std::size_t bytes_max);

}  // namespace cunkou::http
