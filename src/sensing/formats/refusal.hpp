#pragma once
// Why a reading was not stored.

#include <cstdint>
#include <string>

#include "base/instant.hpp"

namespace cunkou::formats {

// A reading that was refused.
struct Refusal {
  Instant at;             // when it was refused
  std::string stream;     // as the device called it
  std::string reason;     // "中文|English"
  std::string text;       // what was sent, cut short
  std::int64_t line = 0;  // of the body or file; 0: there are no lines
};

}  // namespace cunkou::formats
