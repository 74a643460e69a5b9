#include "platform/yaml/json.hpp"

#include <boost/json.hpp>
#include <cstdint>

#include "base/text.hpp"

namespace cunkou::yaml {

namespace json = boost::json;

namespace {

json::value scalar(const Node& node) {
  const auto text = node.scalar();
  if (node.is_quoted()) return json::value(text);
  if (node.is_null()) return nullptr;
  if (const auto integer = parse_number<std::int64_t>(text)) return *integer;
  if (const auto number = parse_number<double>(text)) return *number;
  if (text == "true" || text == "false") return text == "true";
  return json::value(text);
}

}  // namespace

json::value to_json(const Node& node) {
  if (node.is_map()) {
    json::object out;
    for (const auto& [key, value] : node.entries()) out[key.scalar()] = to_json(value);
    return out;
  }
  if (!node.is_list()) return scalar(node);
  json::array out;
  for (const auto& item : node.items()) out.push_back(to_json(item));
  return out;
}

}  // namespace cunkou::yaml
