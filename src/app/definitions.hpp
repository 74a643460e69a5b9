#pragma once
// Definitions that several capabilities use: device profiles, crops, rules and the escalation policy. Each
// capability reads its kind (its definitions/ folder); references between kinds are checked here. Read at
// start, on one thread. A kind that only one capability uses is in its manifest.
//
// Refuses, with file, line and correction: what a reader refuses, a duplicate code, and references that do
// not resolve (a rule for a quantity that no profile measures, a limit that no crop defines).

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/notifications/escalation.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::app {

struct Definitions {
  std::vector<devices::Profile> profiles;  // by name
  std::vector<agronomy::Crop> crops;       // by code
  rules::RuleSet rules;                    // by code
  notifications::EscalationPolicy escalation;

  const devices::Profile* profile(std::string_view name) const;
  const agronomy::Crop* crop(std::string_view code) const;
};

// Reads <folder>/profiles/*.yaml, crops/*.yaml, rules/*.yaml and escalation.yaml.
Result<Definitions> load_definitions(const std::filesystem::path& folder);

}  // namespace cunkou::app
