#pragma once
// things::ThingStore over schema/0002_things.sql.

#include <memory>

#include "things/thing_store.hpp"

namespace soci {
class session;
}

namespace cunkou::sql {

std::unique_ptr<things::ThingStore> make_thing_store(soci::session&);

}  // namespace cunkou::sql
