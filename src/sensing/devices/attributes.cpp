#include "sensing/devices/attributes.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "sensing/formats/json_value.hpp"

namespace cunkou::devices {

Result<std::vector<Attribute>> parse_attributes(std::string_view payload) {
  const auto malformed = invalid({"要写成 {\"名称\": 值}", "write {\"name\": value}"});
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (formats::start(payload, document) || document.get_object().get(object)) return malformed;
  std::vector<Attribute> out;
  for (auto field : object) {
    std::string_view name;
    if (field.error() || field.unescaped_key().get(name)) return malformed;
    formats::value from = field.value();
    Attribute attribute{std::string(name), formats::raw_text(from)};
    if (attribute.json.empty()) return malformed;
    if (attribute.name.size() > limits::stream_name_bytes ||
        attribute.json.size() > limits::text_result_bytes)
      return Error{Code::too_large, {"属性太长", "the attribute is too long"}};
    out.push_back(std::move(attribute));
  }
  if (!formats::ended(document)) return malformed;
  return out;
}

Result<void> keep_attributes(DeviceStore& store, DeviceId device, const std::vector<Attribute>& fresh,
                             Instant at) {
  const auto known = store.attributes(device);
  std::size_t count = known.size();
  for (const auto& attribute : fresh) {
    const auto same = std::ranges::find(known, attribute.name, &Attribute::name);
    if (same == known.end() && ++count > limits::attributes_per_device)
      return Error{Code::too_large, {"属性太多", "the device has too many attributes"}};
    if (same == known.end() || same->json != attribute.json) store.put(device, attribute, at);
  }
  return {};
}

}  // namespace cunkou::devices
