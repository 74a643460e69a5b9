#pragma once
// Result<T>: a value, or an Error with the reason why there is none.

#include <boost/system/result.hpp>

#include "base/error.hpp"

namespace cunkou {

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace cunkou

// Returns the error of `expression` from the enclosing function if it is a refusal.
#define CUNKOU_TRY(expression)                                      \
  do {                                                              \
    if (auto tried_ = (expression); !tried_) return tried_.error(); \
  } while (false)
