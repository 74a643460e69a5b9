#pragma once
// Refusals of the SensorThings API that several of its parts give.

#include "base/error.hpp"

namespace cunkou::sensorthings {

inline Error no_such_entity() { return not_found({"没有这个实体", "there is no such entity"}); }

// To create, and to write Observations.
inline Error may_not_add() {
  return forbidden({"您不能在这里添加或更改", "you may not add or change anything here"});
}

}  // namespace cunkou::sensorthings
