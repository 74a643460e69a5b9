#pragma once
// places::PlaceStore in the table `places`.

#include <memory>

#include "places/place_store.hpp"

namespace soci {
class session;
}

namespace cunkou::sql {

std::unique_ptr<places::PlaceStore> make_place_store(soci::session&);

}  // namespace cunkou::sql
