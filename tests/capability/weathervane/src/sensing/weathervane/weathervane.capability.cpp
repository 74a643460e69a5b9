#include "sensing/weathervane/weathervane.capability.hpp"

#include "sensing/weathervane/http/weathervane_routes.hpp"
#include "sensing/weathervane/weathervane.hpp"

namespace cunkou::weathervane {
namespace {

std::vector<capability::Metric> metrics(sql::Database& database) {
  double count = 0;
  database.read([&](sql::Transaction& t) { count = static_cast<double>(weathervane_store(t).all().size()); });
  return {capability::gauge("cunkou_weathervanes", "Weathervanes", count)};
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform) {
  return {.name = "weathervane",
          .routes = weathervane_routes({platform.database, platform.clock}),
          .metrics = [&database = platform.database] { return metrics(database); }};
}

}  // namespace cunkou::weathervane
