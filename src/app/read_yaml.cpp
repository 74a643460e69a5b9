#include "app/read_yaml.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

namespace cunkou::app {

void refuse(const YAML::Node& node, const Label& what) {
  throw BadDefinition{format_label("line {0}: {1}", "line {0}: {2}", node.Mark().line + 1, what.zh, what.en)};
}

void refuse(const YAML::Node& node, const std::string& what) { refuse(node, untranslated(what)); }

std::string text(const YAML::Node& node) {
  if (!node.IsScalar() || node.Scalar().empty()) refuse(node, "a text is expected");
  return node.Scalar();
}

std::string code(const YAML::Node& node) {
  const auto word = text(node);
  const bool plain = std::ranges::all_of(
      word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!plain || word.size() > 40)
    refuse(node, "\"" + word + "\": use small letters a-z, digits and _, 40 at most");
  return word;
}

double number(const YAML::Node& node) {
  const auto word = text(node);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value))
    refuse(node, "\"" + word + "\" is not a number: write 12 or -1.5");
  return value;
}

double percent(const YAML::Node& node) {
  const double value = number(node);
  if (value < 0 || value > 100) refuse(node, "a position lies between 0 and 100");
  return value;
}

bool yes_or_no(const YAML::Node& node) {
  const auto word = text(node);
  if (word != "true" && word != "false") refuse(node, "write true or false, not \"" + word + "\"");
  return word == "true";
}

Duration duration(const YAML::Node& node) {
  const auto value = parse_duration(text(node));
  if (!value) refuse(node, value.error().reason);
  return *value;
}

int minute_of_day(const YAML::Node& node) {
  const auto word = text(node);
  int h = 0, m = 0;
  const bool shaped = word.size() == 5 && word[2] == ':' &&
                      std::from_chars(&word[0], &word[2], h).ptr == &word[2] &&
                      std::from_chars(&word[3], &word[5], m).ptr == &word[5];
  if (!shaped || h < 0 || h > 23 || m < 0 || m > 59)
    refuse(node, "\"" + word + "\" is not a time of day: write \"21:30\"");
  return h * 60 + m;
}

void each_key(const YAML::Node& map, const std::string& where, const Keys& keys) {
  if (!map.IsMap()) refuse(map, where + " holds keys and values");
  std::set<std::string> seen;
  for (const auto& item : map) {
    const auto name = item.first.Scalar();
    const auto found = keys.find(name);
    if (found == keys.end()) {
      std::string known;
      for (const auto& [key, rest] : keys) known += (known.empty() ? "" : ", ") + key;
      refuse(item.first, where + " has no key \"" + name + "\"; it knows " + known);
    }
    if (!seen.insert(name).second) refuse(item.first, "\"" + name + "\" stands here twice");
    found->second.read(item.second);
  }
  for (const auto& [key, rest] : keys)
    if (rest.needed && !seen.contains(key)) refuse(map, where + " needs \"" + key + "\"");
}

void each_item(const YAML::Node& list, const std::string& where,
               const std::function<void(const YAML::Node&)>& read) {
  if (!list.IsSequence()) refuse(list, where + " is a list");
  for (const auto& item : list) read(item);
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw BadDefinition{
        untranslated(file.string() + " cannot be read: give the program the right to read it")};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace cunkou::app
