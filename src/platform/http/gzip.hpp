#pragma once
// gzip (RFC 1952) of bodies.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::http {

std::string gzip(std::string_view, int level);  // 1 (fast) … 9 (small)

// Refuses what is not gzip or cut short (invalid), and what inflates to more than `bytes_max` (too_large),
// having inflated no more than that. Several members in a row are one body.
Result<std::string> gunzip(std::string_view, std::size_t bytes_max);

}  // namespace cunkou::http
