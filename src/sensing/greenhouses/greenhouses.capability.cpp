#include "sensing/greenhouses/greenhouses.capability.hpp"

#include <algorithm>

#include "sensing/greenhouses/definitions/advice_reader.hpp"
#include "sensing/greenhouses/http/greenhouse_routes.hpp"

namespace cunkou::greenhouses {
namespace {

Result<void> load_advice(const std::filesystem::path& folder, AdviceSentences& into) {
  CUNKOU_TRY_VALUE(read,
                   yaml::with_refusals([&] { return yaml::read_file(folder / "advice.yaml", read_advice); }));
  into = std::move(read);
  return {};
}

template <class Item>
bool has(const std::vector<Item>& items, std::string_view wanted, std::string Item::*word) {
  return std::ranges::find(items, wanted, word) != items.end();
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  const auto sentences = std::make_shared<AdviceSentences>();  // read before the server listens
  auto routes =
      greenhouse_routes({platform.database, parts.series, platform.clock, parts.registry, parts.connections,
                         parts.greenhouses, parts.crops, parts.service, sentences});
  http::append(routes, crop_routes(parts.crops));
  return {.name = "greenhouses",
          .routes = std::move(routes),
          .read_definitions =
              [sentences](const std::filesystem::path& folder) { return load_advice(folder, *sentences); },
          .definition_files = {"advice.yaml"},
          .definition_columns = {
              {"greenhouse_settings", "profile", "thing",
               [&registry = parts.registry](std::string_view word) {
                 return has(registry.profiles(), word, &devices::Profile::name);
               }},
              {"greenhouse_settings", "crop", "thing", [&crops = parts.crops](std::string_view word) {
                 return has(crops, word, &agronomy::Crop::code);
               }}}};
}

}  // namespace cunkou::greenhouses
