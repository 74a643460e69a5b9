#pragma once
// Callback of an operation that may end after the call returns.

#include <functional>

#include "base/result.hpp"

namespace cunkou {

// Called once, from any thread, possibly before the call that takes it returns.
template <class T = void>
using Completion = std::function<void(const Result<T>&)>;

}  // namespace cunkou
