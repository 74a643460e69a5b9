#pragma once
// Lets unordered containers of strings look up a string_view without a copy:
// std::unordered_set<std::string, StringHash, std::equal_to<>>.

#include <functional>
#include <string_view>

namespace cunkou {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace cunkou
