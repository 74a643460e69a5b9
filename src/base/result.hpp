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

// Binds `name` to the value of `expression`, or returns its error from the enclosing function:
//   CUNKOU_TRY_VALUE(place, find_place(places, id));
//   return place.name;
#define CUNKOU_TRY_VALUE(name, expression)          \
  auto name##_tried_ = (expression);                \
  if (!name##_tried_) return name##_tried_.error(); \
  auto& name = *name##_tried_
