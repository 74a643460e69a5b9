#include "platform/sql/database.hpp"
#include "sensing/devices/refresh_registry.hpp"

namespace cunkou::devices {
namespace {

template <class Id>
void refresh(sql::Database& database, Registry& registry, Id id) {
  database.read(
      [&](sql::Transaction& t) { registry.refresh(sensorthings::entity_store(t), device_store(t), id); });
}

}  // namespace

void refresh_registry(sql::Database& database, Registry& registry, DeviceId id) {
  refresh(database, registry, id);
}

void refresh_registry(sql::Database& database, Registry& registry, ThingId id) {
  refresh(database, registry, id);
}

}  // namespace cunkou::devices
