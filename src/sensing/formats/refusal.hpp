#pragma once
// A reading that was not stored, and why.

#include <cstdint>
#include <string>

#include "base/instant.hpp"
#include "base/label.hpp"

namespace cunkou::formats {

// A refused reading.
struct Refusal {
  Instant at;          // time of the refusal
  std::string stream;  // stream name as sent
  Label reason;
  std::string text;       // what was sent, truncated
  std::int64_t line = 0;  // of the body or file; 0: not line-based
};

}  // namespace cunkou::formats
