#include "sensing/devices/devices.capability.hpp"

#include <algorithm>

#include "sensing/devices/device_store.hpp"
#include "sensing/devices/http/device_routes.hpp"
#include "sensing/devices/write_ingest_stats.hpp"

namespace cunkou::devices {
namespace {

void store_ingest_stats(const capability::Platform& platform, const Registry& registry) {
  const auto put = [&](DeviceId device, const IngestCounts& counts,
                       const std::vector<formats::Refusal>& refusals) {
    platform.database.write(
        [&](sql::Transaction& t) { device_store(t).put_ingest_stats(device, counts, refusals); });
  };
  for (const auto& failure : write_ingest_stats(registry.devices(), put))
    platform.log.warn("the counts and refusals of a device could not be stored: " + failure);
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  const auto store = [&platform, &registry = parts.registry] { store_ingest_stats(platform, registry); };
  const auto is_profile = [&registry = parts.registry](std::string_view word) {
    return std::ranges::find(registry.profiles(), word, &Profile::name) != registry.profiles().end();
  };
  return {.name = "devices",
          .routes = device_routes({platform.database, parts.series, platform.clock, parts.registry,
                                   parts.connections, parts.listener}),
          .timers = {{seconds(10), store}},
          .definition_columns = {{"devices", "profile", "id", is_profile}},
          .flush = store};
}

}  // namespace cunkou::devices
