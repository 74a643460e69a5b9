#include "platform/http/api_definitions.hpp"

#include <boost/json.hpp>
#include <stdexcept>
#include <string>

#include "platform/yaml/json.hpp"

namespace cunkou::http {

namespace json = boost::json;

namespace {

[[noreturn]] void fail(std::string_view file, std::string_view what) {
  throw std::logic_error(std::string(file) + ": " + std::string(what));
}

void add(json::object& all, const json::object& more, std::string_view file) {
  for (const auto& [name, value] : more)
    if (!all.emplace(name, value).second)
      fail(file, "another part defines " + std::string(name) + " too: rename one");
}

void add_sentences(json::string& all, const json::string& more) {
  if (!all.empty()) all.push_back(' ');
  all.append(more);
}

// `place: shared` in a query stands for the parameter of that name.
void fill_in_shared(json::object& operation, const json::object& parameters, std::string_view name) {
  auto* query = operation.if_contains("query");
  if (!query) return;
  for (auto& [key, value] : query->as_object()) {
    if (value != "shared") continue;
    const auto* parameter = parameters.if_contains(key);
    if (!parameter) fail(name, "no part defines the shared parameter " + std::string(key));
    value = *parameter;
  }
}

}  // namespace

json::object merge_api_parts(std::span<const ApiPart> parts) {
  json::object all{{"info", ""},
                   {"schemas", json::object()},
                   {"securitySchemes", json::object()},
                   {"parameters", json::object()},
                   {"operations", json::object()}};
  for (const auto& part : parts) {
    const auto read = yaml::to_json(yaml::parse(std::string(part.text)));
    for (const auto& [section, entries] : read.as_object()) {
      if (!all.contains(section)) fail(part.file, "there is no key " + std::string(section));
      if (section == "info")
        add_sentences(all.at(section).as_string(), entries.as_string());
      else
        add(all.at(section).as_object(), entries.as_object(), part.file);
    }
  }
  const auto parameters = all.at("parameters").as_object();
  for (auto& [name, operation] : all.at("operations").as_object())
    fill_in_shared(operation.as_object(), parameters, name);
  all.erase("parameters");
  return all;
}

}  // namespace cunkou::http
