#pragma once
// Thrown by the adapter of a library when its environment is broken: a full disk, a damaged or locked file.
// The adapter that answers a request turns it into Code::unavailable with the reason.

#include <stdexcept>

#include "base/label.hpp"

namespace cunkou {

// what() is the English text.
struct Unavailable : std::runtime_error {
  explicit Unavailable(Label why) : Unavailable(why, why) {}
  // `shown`: what a person on a page can do with it, where the reason is for the operator alone.
  Unavailable(Label why, Label for_people)
      : std::runtime_error(why.en), reason(std::move(why)), shown(std::move(for_people)) {}
  Label reason, shown;
};

}  // namespace cunkou
