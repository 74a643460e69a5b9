#pragma once
// Reads values and keys of YAML written by people. Refuses unknown keys and invalid values with the line and
// a correction.

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/label.hpp"
#include "base/result.hpp"
#include "platform/yaml/node.hpp"

namespace cunkou::yaml {

// Both throw Refused.
[[noreturn]] void refuse(const Node&, const Label& what);
[[noreturn]] void refuse(const Node&, const std::string& what);  // in English only, for the operator

// Each reads one value and refuses any other type.
std::string text(const Node&);
std::string text_or_empty(const Node&);
std::string code(const Node&);  // an identifier used in JSON, SQL and URLs
double number(const Node&);
double percent(const Node&);
bool yes_or_no(const Node&);
Duration duration(const Node&);
int minute_of_day(const Node&);  // "21:30"
Label label(const Node&);        // {zh: …, en: …}

template <class T>
T word(const Node& node, std::optional<T> parsed, std::string_view choices) {
  if (!parsed) refuse(node, "\"" + text(node) + "\": choose among " + std::string(choices));
  return *parsed;
}

struct Key {
  std::function<void(const Node&)> read;
  bool needed = false;
};
using Keys = std::map<std::string, Key>;

// Refuses an unknown key, a duplicate key, and a missing required key.
void each_key(const Node& map, const std::string& where, const Keys&);
void each_item(const Node& list, const std::string& where, const std::function<void(const Node&)>& read);

template <class T, class Read>
Key into(T& target, Read read, bool needed = false) {
  return {[&target, read](const Node& n) { target = read(n); }, needed};
}

// A list of what `read` returns, in order.
template <class T, class Read>
Key list_into(std::vector<T>& target, const std::string& where, Read read, bool needed = false) {
  const auto read_list = [&target, where, read](const Node& list) {
    each_item(list, where, [&](const Node& item) { target.push_back(read(item)); });
  };
  return {read_list, needed};
}

// The same; refuses an item whose `name` another has.
template <class T, class Read, class Name>
Key unique_into(std::vector<T>& target, const std::string& where, Read read, Name name, bool needed = false) {
  const auto read_list = [&target, where, read, name](const Node& list) {
    each_item(list, where, [&](const Node& item) {
      T one = read(item);
      if (std::ranges::find(target, one.*name, name) != target.end())
        refuse(item, "\"" + one.*name + "\" is given twice");
      target.push_back(std::move(one));
    });
  };
  return {read_list, needed};
}

// Contents of a file. Throws Refused if it cannot be read.
std::string contents(const std::filesystem::path& file);

// The *.yaml files of a folder, sorted. Throws Refused if there are none.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

// Returns what `read` returns; a Refused that it throws becomes an Error.
template <class Read>
auto with_refusals(Read read) -> Result<std::invoke_result_t<Read>> {
  try {
    return read();
  } catch (const Refused& refused) {
    return invalid(refused.reason);
  }
}

// Reads a document; `file` appears in refusals. Throws Refused.
template <class Read>
auto read_document(const std::string& yaml, const std::string& file, Read read) {
  try {
    return read(parse(yaml));
  } catch (const Refused& refused) {
    throw Refused(Label(file + ", " + refused.reason.zh, file + ", " + refused.reason.en));
  }
}

template <class Read>
auto read_file(const std::filesystem::path& file, Read read) {
  return read_document(contents(file), file.string(), read);
}

}  // namespace cunkou::yaml
