#include "sensing/ingest/sql/stored_stream_opener.hpp"

#include "core/journal/act.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/refresh_registry.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::ingest {

Result<devices::Entry> StoredStreamOpener::open_streams(const devices::Entry& entry,
                                                        const std::vector<std::string>& names) {
  const auto* profile = parts_.registry.profile(entry->profile);
  if (!profile) return not_found(untranslated("the device's profile " + entry->profile + " is gone"));
  const auto begun = parts_.database.write([&](sql::Transaction& t) -> Result<std::vector<StreamId>> {
    journal::Act act{PersonId(), parts_.actor, parts_.clock.now(), journal::journal_of(t)};
    return devices::begin_streams(act, sensorthings::entity_store(t), devices::device_store(t), *profile,
                                  entry->device, names, parts_.streams_max);
  });
  if (!begun) return begun.error();
  devices::forget_leftovers(parts_.series, *begun);
  devices::refresh_registry(parts_.database, parts_.registry, entry->device);
  auto renewed = parts_.registry.by_id(entry->device);
  if (!renewed) return not_found(untranslated("the device is gone"));
  return renewed;
}

}  // namespace cunkou::ingest
