#pragma once
// How an operation reports its end when it does not end before the call returns.

#include <functional>

#include "base/result.hpp"

namespace cunkou {

// Called once, from any thread, possibly before the call that takes it returns.
template <class T = void>
using Completion = std::function<void(const Result<T>&)>;

}  // namespace cunkou
