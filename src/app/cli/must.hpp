#pragma once
// For commands that cannot go on after a refusal.

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/result.hpp"

namespace cunkou::app {

// The value; throws std::runtime_error with the reason of a refusal.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().reason.en);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace cunkou::app
