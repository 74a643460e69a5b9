#include "app/definitions.hpp"

#include <algorithm>
#include <functional>

#include "app/definitions/readers.hpp"
#include "sensing/rules/climate.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

template <class T>
T read_file(const fs::path& file, T (*read)(const YAML::Node&)) {
  auto result = read_text(contents(file), file.string(), read);
  if (!result) throw BadDefinition{result.error().reason};
  return std::move(*result);
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  if (error || files.empty())
    throw BadDefinition{untranslated(
        folder.string() + " holds no definitions: point to the folder that came with the program")};
  std::ranges::sort(files);
  return files;
}

template <class T, class Name>
void read_folder(const fs::path& folder, std::vector<T>& all, T (*read)(const YAML::Node&), Name name) {
  for (const auto& file : yaml_files(folder)) {
    T one = read_file(file, read);
    if (std::ranges::count(all, std::invoke(name, one), name))
      throw BadDefinition{untranslated(file.string() + ", line 1: \"" + std::invoke(name, one) +
                                       "\" is defined in another file too: rename one")};
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
      throw BadDefinition{untranslated((folder / "rules").string() + ", rule " + r.code + ": " + what)};
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
        throw BadDefinition{untranslated((folder / "crops").string() + ", crop " + c.code +
                                         ": no profile measures \"" + b.quantity + "\"")};
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

Result<devices::Profile> read_profile(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, definitions::profile);
}
Result<agronomy::Crop> read_crop(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, definitions::crop);
}
Result<rules::Rule> read_rule(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, definitions::rule);
}
Result<notifications::EscalationPolicy> read_escalation(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, definitions::escalation);
}

Result<Definitions> load_definitions(const fs::path& folder) {
  try {
    Definitions all;
    read_folder(folder / "profiles", all.profiles, definitions::profile, &devices::Profile::name);
    read_folder(folder / "crops", all.crops, definitions::crop, &agronomy::Crop::code);
    read_folder(folder / "rules", all.rules.rules, definitions::rule, &rules::Rule::code);
    all.escalation = read_file(folder / "escalation.yaml", definitions::escalation);
    all.advice = read_file(folder / "advice.yaml", definitions::advice);
    check_together(all, folder);
    return all;
  } catch (const BadDefinition& bad) {
    return invalid(bad.reason);
  }
}

}  // namespace cunkou::app
