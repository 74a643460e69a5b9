#pragma once
// Notified after the commit that changed or removed Things, with what belongs to them.

#include <vector>

#include "base/ids.hpp"

namespace cunkou::sensorthings {

class ThingListener {
 public:
  virtual ~ThingListener() = default;
  virtual void things_changed(const std::vector<ThingId>&) = 0;  // also those that are gone
  virtual void thing_removed(ThingId) = 0;
};

}  // namespace cunkou::sensorthings
