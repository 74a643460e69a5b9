#include "platform/yaml/read.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "base/clock_span.hpp"
#include "base/text.hpp"

namespace cunkou::yaml {

void refuse(const Node& node, const Label& what) {
  throw Refused(format_label("line {0}: {1}", "line {0}: {2}", node.line(), what.zh, what.en));
}

void refuse(const Node& node, const std::string& what) { refuse(node, untranslated(what)); }

std::string text(const Node& node) {
  if (!node.is_scalar() || node.scalar().empty()) refuse(node, "a text is expected");
  return node.scalar();
}

std::string text_or_empty(const Node& node) {
  if (!node.is_scalar()) refuse(node, "a single value is expected");
  return node.scalar();
}

std::string code(const Node& node) {
  const auto word = text(node);
  const bool plain = std::ranges::all_of(
      word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!plain || word.size() > 40)
    refuse(node, "\"" + word + "\": use small letters a-z, digits and _, 40 at most");
  return word;
}

double number(const Node& node) {
  const auto word = text(node);
  const auto value = parse_number<double>(word);
  if (!value || !std::isfinite(*value)) refuse(node, "\"" + word + "\" is not a number: write 12 or -1.5");
  return *value;
}

double percent(const Node& node) {
  const double value = number(node);
  if (value < 0 || value > 100) refuse(node, "a position lies between 0 and 100");
  return value;
}

bool yes_or_no(const Node& node) {
  const auto word = text(node);
  if (word != "true" && word != "false") refuse(node, "write true or false, not \"" + word + "\"");
  return word == "true";
}

Duration duration(const Node& node) {
  const auto value = parse_duration(text(node));
  if (!value) refuse(node, value.error().reason);
  return *value;
}

int minute_of_day(const Node& node) {
  const auto word = text(node);
  const auto minute = parse_clock_text(word);
  if (!minute) refuse(node, "\"" + word + "\" is not a time of day: write \"21:30\"");
  return *minute;
}

Label label(const Node& node) {
  Label l;
  each_key(node, "a text", {{"zh", into(l.zh, text, true)}, {"en", into(l.en, text, true)}});
  return l;
}

void each_key(const Node& map, const std::string& where, const Keys& keys) {
  if (!map.is_map()) refuse(map, where + " holds keys and values");
  std::set<std::string> seen;
  for (const auto& [item, value] : map.entries()) {
    const auto name = item.scalar();
    const auto found = keys.find(name);
    if (found == keys.end()) {
      std::string known;
      for (const auto& [key, rest] : keys) known += (known.empty() ? "" : ", ") + key;
      refuse(item, where + " has no key \"" + name + "\"; it knows " + known);
    }
    if (!seen.insert(name).second) refuse(item, "\"" + name + "\" is given twice");
    if (value.is_null()) refuse(item, "\"" + name + "\" has no value: write one, or remove the line");
    found->second.read(value);
  }
  for (const auto& [key, rest] : keys)
    if (rest.needed && !seen.contains(key)) refuse(map, where + " needs \"" + key + "\"");
}

void each_item(const Node& list, const std::string& where, const std::function<void(const Node&)>& read) {
  if (!list.is_list()) refuse(list, where + " is a list");
  for (const auto& item : list.items()) read(item);
}

std::string contents(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error))
    throw Refused(file.string() +
                  " is no plain file: remove it or put a plain file there");  // it might never end
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Refused(file.string() + " cannot be read: give the program the right to read it");
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  if (error || files.empty())
    throw Refused(folder.string() + " holds no definitions: point to the folder that came with the program");
  std::ranges::sort(files);
  return files;
}

}  // namespace cunkou::yaml
