#include "app/api_definitions.hpp"

#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>

namespace cunkou::app {

namespace json = boost::json;

namespace {

// A quoted scalar is a string; others follow YAML's core schema.
json::value scalar(const YAML::Node& node) {
  if (node.Tag() == "!") return json::value(node.Scalar());
  if (node.IsNull()) return nullptr;
  std::int64_t integer = 0;
  if (YAML::convert<std::int64_t>::decode(node, integer)) return integer;
  double number = 0;
  if (YAML::convert<double>::decode(node, number)) return number;
  if (node.Scalar() == "true" || node.Scalar() == "false") return node.Scalar() == "true";
  return json::value(node.Scalar());
}

json::value to_json(const YAML::Node& node) {
  if (node.IsMap()) {
    json::object out;
    for (const auto& entry : node) out[entry.first.Scalar()] = to_json(entry.second);
    return out;
  }
  if (!node.IsSequence()) return scalar(node);
  json::array out;
  for (const auto& item : node) out.push_back(to_json(item));
  return out;
}

}  // namespace

json::object api_definitions() {
  return to_json(YAML::Load(std::string(api_definitions_text()))).as_object();
}

}  // namespace cunkou::app
