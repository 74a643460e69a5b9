#include "platform/yaml/json.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include <boost/json.hpp>

namespace cunkou::yaml {

namespace json = boost::json;

namespace {

template <class T>
std::optional<T> parsed(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

json::value scalar(const Node& node) {
  const auto text = node.scalar();
  if (node.is_quoted()) return json::value(text);
  if (node.is_null()) return nullptr;
  if (const auto integer = parsed<std::int64_t>(text)) return *integer;
  if (const auto number = parsed<double>(text)) return *number;
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
