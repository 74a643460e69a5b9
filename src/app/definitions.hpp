#pragma once
// What the program is taught by the files of definitions/: device profiles, crops, rules, the escalation of
// notices and the sentences of advice. One thing a file, YAML, every text in zh and en; docs/formats/rules.md
// is the grammar. Read once at start, on one thread.
//
// Refused, naming file and line and what to write instead: an unknown or missing key, a text without zh or
// en, a number that is none, an unknown word, a code used twice, and what does not fit together (a rule that
// reads a quantity nobody measures, a limit that no crop names, a band whose low lies over its high).

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

// From <folder>/profiles/*.yaml, crops/*.yaml, rules/*.yaml, escalation.yaml and advice.yaml.
Result<Definitions> load_definitions(const std::filesystem::path& folder);

// One file's text; `file` is for the refusals.
Result<devices::Profile> read_profile(const std::string& yaml, const std::string& file);
Result<agronomy::Crop> read_crop(const std::string& yaml, const std::string& file);
Result<rules::Rule> read_rule(const std::string& yaml, const std::string& file);
Result<notifications::EscalationPolicy> read_escalation(const std::string& yaml, const std::string& file);

}  // namespace cunkou::app
