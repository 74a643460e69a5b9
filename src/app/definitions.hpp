#pragma once
// Definitions read from definitions/: device profiles, crops, rules, the escalation policy and advice texts.
// YAML with every text in zh and en; docs/formats/rules.md is the grammar. Read at start, on one thread.
//
// Refuses, with file, line and correction: an unknown or missing key, a text without zh or en, an invalid
// number or word, a duplicate code, and references that do not resolve (a rule for a quantity that no profile
// measures, a limit that no crop defines, a band with low above high).

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/label.hpp"
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
  std::map<std::string, Label> advice;  // sentence by code

  const devices::Profile* profile(std::string_view name) const;
  const agronomy::Crop* crop(std::string_view code) const;
};

// Reads <folder>/profiles/*.yaml, crops/*.yaml, rules/*.yaml, escalation.yaml and advice.yaml.
Result<Definitions> load_definitions(const std::filesystem::path& folder);

// One file's text; `file` appears in refusals.
Result<devices::Profile> read_profile(const std::string& yaml, const std::string& file);
Result<agronomy::Crop> read_crop(const std::string& yaml, const std::string& file);
Result<rules::Rule> read_rule(const std::string& yaml, const std::string& file);
Result<notifications::EscalationPolicy> read_escalation(const std::string& yaml, const std::string& file);

}  // namespace cunkou::app
