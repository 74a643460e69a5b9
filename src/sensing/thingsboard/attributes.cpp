#include "sensing/thingsboard/attributes.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "sensing/formats/json_value.hpp"
#include "sensing/formats/limits.hpp"

namespace cunkou::thingsboard {
namespace {

namespace json = boost::json;

bool is_requested(const AttributeRequest& request, std::string_view name) {
  if (!request.client_keys) return request.all;
  const std::string keys = "," + *request.client_keys + ",";
  return keys.find("," + std::string(name) + ",") != keys.npos;
}

}  // namespace

Result<std::vector<devices::ClientAttribute>> parse_attributes(std::string_view payload) {
  const auto malformed = invalid({"要写成 {\"名称\": 值}", "write {\"name\": value}"});
  const formats::LargeBuffersEnd large_buffers_end;
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (formats::start(payload, document) || document.get_object().get(object)) return malformed;
  std::vector<devices::ClientAttribute> out;
  for (auto field : object) {
    std::string_view name;
    if (field.error() || field.unescaped_key().get(name)) return malformed;
    formats::value from = field.value();
    devices::ClientAttribute attribute{std::string(name), formats::raw_text(from)};
    if (attribute.json.empty()) return malformed;
    if (name.find('\0') != name.npos)
      return invalid(
          {"属性名里有空字符（U+0000）", "the name of an attribute contains the character U+0000"});
    if (attribute.name.size() > formats::limits::stream_name_bytes ||
        attribute.json.size() > formats::limits::text_result_bytes)
      return Error{Code::too_large, {"属性太长", "the attribute is too long"}};
    out.push_back(std::move(attribute));
  }
  if (!formats::ended(document)) return malformed;
  return out;
}

Result<AttributeRequest> parse_attribute_request(std::string_view payload) {
  boost::system::error_code error;
  const auto request = json::parse(payload.empty() ? "{}" : payload, error);
  if (error || !request.is_object())
    return invalid({"要写成 {\"clientKeys\":\"a,b\"}", "write {\"clientKeys\":\"a,b\"}"});
  AttributeRequest out;
  out.all = request.as_object().empty();
  const auto* keys = request.as_object().if_contains("clientKeys");
  if (keys && keys->is_string()) out.client_keys = std::string(keys->as_string());
  return out;
}

std::string attribute_response(const AttributeRequest& request,
                               const std::vector<devices::ClientAttribute>& known) {
  json::object client;
  for (const auto& attribute : known)
    if (is_requested(request, attribute.name)) client[attribute.name] = json::parse(attribute.json);
  return json_text(json::object{{"client", std::move(client)}, {"shared", json::object()}});
}

}  // namespace cunkou::thingsboard
