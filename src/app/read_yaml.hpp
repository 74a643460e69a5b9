#pragma once
// Reads YAML written by people: refuses unknown keys and invalid values with the line and a correction.
// Private to app; yaml-cpp is not used elsewhere.

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::app {

struct BadDefinition {  // thrown while reading, caught by read_text() and the readers of folders
  Label reason;
};

[[noreturn]] void refuse(const YAML::Node&, const Label& what);
[[noreturn]] void refuse(const YAML::Node&, const std::string& what);  // in English only: for the operator

// Each reads one value and refuses any other type.
std::string text(const YAML::Node&);
std::string code(const YAML::Node&);  // an identifier used in JSON, SQL and URLs
double number(const YAML::Node&);
double percent(const YAML::Node&);
bool yes_or_no(const YAML::Node&);
Duration duration(const YAML::Node&);
int minute_of_day(const YAML::Node&);  // "21:30"

template <class T>
T word(const YAML::Node& node, std::optional<T> parsed, std::string_view choices) {
  if (!parsed) refuse(node, "\"" + text(node) + "\": choose among " + std::string(choices));
  return *parsed;
}

struct Key {
  std::function<void(const YAML::Node&)> read;
  bool needed = false;
};
using Keys = std::map<std::string, Key>;

// Refuses an unknown key, a duplicate key, and a missing required key.
void each_key(const YAML::Node& map, const std::string& where, const Keys&);
void each_item(const YAML::Node& list, const std::string& where,
               const std::function<void(const YAML::Node&)>& read);

template <class T, class Read>
Key into(T& target, Read read, bool needed = false) {
  return {[&target, read](const YAML::Node& n) { target = read(n); }, needed};
}

std::string contents(const std::filesystem::path& file);

template <class Read>
auto read_text(const std::string& yaml, const std::string& file, Read read)
    -> Result<std::invoke_result_t<Read, const YAML::Node&>> {
  try {
    return read(YAML::Load(yaml));
  } catch (const BadDefinition& bad) {
    return invalid({file + ", " + bad.reason.zh, file + ", " + bad.reason.en});
  } catch (const YAML::Exception& broken) {
    return invalid(untranslated(file + ", line " + std::to_string(broken.mark.line + 1) +
                                ": this is not YAML (" + broken.msg + "): look at the spaces before it"));
  }
}

}  // namespace cunkou::app
