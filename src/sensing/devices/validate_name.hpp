#pragma once
// Validates names of Things and devices.

#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace cunkou::devices {

// Returns the trimmed name. Refuses an empty one, more than limits::name_bytes, and control characters.
inline Result<std::string> validate_name(std::string_view text) {
  const auto name = trimmed(text);
  if (name.empty()) return invalid({"请写一个名称", "write a name"});
  if (name.size() > limits::name_bytes) return invalid({"名称太长", "the name is too long"});
  for (const unsigned char c : name) {
    if (c < 0x20 || c == 0x7f)
      return invalid({"名称里有不可用的字符", "the name holds a character that cannot be used"});
  }
  return std::string(name);
}

}  // namespace cunkou::devices
