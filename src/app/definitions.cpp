#include "app/definitions.hpp"

#include <algorithm>
#include <functional>

#include "app/unread_definitions.hpp"
#include "platform/yaml/read.hpp"
#include "sensing/agronomy/definitions/crop_reader.hpp"
#include "sensing/devices/definitions/profile_reader.hpp"
#include "sensing/notifications/definitions/escalation_reader.hpp"
#include "sensing/rules/air_quantities.hpp"
#include "sensing/rules/definitions/rule_reader.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

template <class T, class Name>
void read_folder(const fs::path& folder, std::vector<T>& all, T (*read)(const yaml::Node&), Name name) {
  for (const auto& file : yaml::files_in(folder)) {
    T one = yaml::read_file(file, read);
    if (std::ranges::count(all, std::invoke(name, one), name))
      throw yaml::Refused(file.string() + ", line 1: \"" + std::invoke(name, one) +
                          "\" is defined in another file too: rename one");
    all.push_back(std::move(one));
  }
}

bool is_measured(const Definitions& all, const std::string& quantity) {
  return quantity == "any" || rules::is_derived(quantity) ||
         std::ranges::any_of(all.profiles,
                             [&](const devices::Profile& p) { return p.quantity(quantity) != nullptr; });
}

bool names_limit(const agronomy::Crop& crop, const std::string& limit) {
  return crop.limits.contains(limit) ||
         std::ranges::any_of(crop.stages, [&](const agronomy::Stage& s) { return s.limits.contains(limit); });
}

void check_together(const Definitions& all, const fs::path& folder) {
  for (const auto& r : all.rules.rules) {
    const auto refuse_rule = [&](const std::string& what) {
      throw yaml::Refused((folder / "rules").string() + ", rule " + r.code + ": " + what);
    };
    if (!is_measured(all, r.quantity)) refuse_rule("no profile measures \"" + r.quantity + "\"");
    if (!r.crop.empty() && !all.crop(r.crop)) refuse_rule("there is no crop \"" + r.crop + "\"");
    if (r.limit.from == rules::LimitSource::From::crop_limit &&
        !std::ranges::any_of(all.crops,
                             [&](const agronomy::Crop& c) { return names_limit(c, r.limit.limit); }))
      refuse_rule("no crop names a limit \"" + r.limit.limit + "\"");
  }
  for (const auto& c : all.crops)
    for (const auto& b : c.bands)
      if (!is_measured(all, b.quantity))
        throw yaml::Refused((folder / "crops").string() + ", crop " + c.code + ": no profile measures \"" +
                            b.quantity + "\"");
}

}  // namespace

const devices::Profile* Definitions::profile(std::string_view name) const {
  const auto found = std::ranges::find(profiles, name, &devices::Profile::name);
  return found == profiles.end() ? nullptr : &*found;
}

const agronomy::Crop* Definitions::crop(std::string_view wanted) const {
  const auto found = std::ranges::find(crops, wanted, &agronomy::Crop::code);
  return found == crops.end() ? nullptr : &*found;
}

Result<Definitions> load_definitions(const fs::path& folder) {
  return yaml::with_refusals([&] {
    Definitions all;
    read_folder(folder / "profiles", all.profiles, devices::read_profile, &devices::Profile::name);
    read_folder(folder / "crops", all.crops, agronomy::read_crop, &agronomy::Crop::code);
    read_folder(folder / "rules", all.rules.rules, rules::read_rule, &rules::Rule::code);
    if (const auto earlier = describe_earlier(folder, "escalation.yaml")) throw yaml::Refused(*earlier);
    all.escalation = yaml::read_file(folder / "escalation.yaml", notifications::read_escalation);
    check_together(all, folder);
    return all;
  });
}

}  // namespace cunkou::app
