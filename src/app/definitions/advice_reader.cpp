#include "app/definitions/readers.hpp"

#include <algorithm>

#include "sensing/greenhouses/advise.hpp"

namespace cunkou::app::definitions {

std::map<std::string, Label> advice(const YAML::Node& root) {
  std::map<std::string, Label> all;
  if (!root.IsMap()) refuse(root, "advice holds codes and texts");
  for (const auto& item : root) all[code(item.first)] = label(item.second);
  for (const auto known : greenhouses::advice_codes())
    if (!all.contains(std::string(known)))
      refuse(root, "there is no sentence for \"" + std::string(known) + "\"");
  for (const auto& item : root)
    if (!std::ranges::count(greenhouses::advice_codes(), std::string_view(item.first.Scalar())))
      refuse(item.first, "the program gives no advice called \"" + item.first.Scalar() + "\"");
  return all;
}

}  // namespace cunkou::app::definitions
