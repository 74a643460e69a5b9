#include "sensing/greenhouses/greenhouses.capability.hpp"

#include "sensing/greenhouses/definitions/advice_reader.hpp"
#include "sensing/greenhouses/http/greenhouse_routes.hpp"

namespace cunkou::greenhouses {
namespace {

// The pages have the sentences in their own locales; the operator's are checked to be complete.
Result<void> check_advice(const std::filesystem::path& folder) {
  const auto read = yaml::with_refusals([&] { return yaml::read_file(folder / "advice.yaml", read_advice); });
  if (!read) return read.error();
  return {};
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  return {.name = "greenhouses",
          .routes = greenhouse_routes({platform.database, parts.series, platform.clock, parts.registry,
                                       parts.connections, parts.greenhouses, parts.service}),
          .read_definitions = check_advice};
}

}  // namespace cunkou::greenhouses
