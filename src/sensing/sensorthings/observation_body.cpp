#include "sensing/sensorthings/observation_body.hpp"

#include <map>

#include "sensing/formats/json_value.hpp"
#include "sensing/formats/limits.hpp"

namespace cunkou::sensorthings {
namespace {

namespace od = simdjson::ondemand;

Error bad(std::string zh, std::string en) { return invalid({std::move(zh), std::move(en)}); }
Error not_json() { return bad("内容不是有效的 JSON", "the body is not valid JSON"); }

bool is_null(od::value& value) { return formats::token(value) == "null"; }

Result<std::string> text_of(od::value& value, std::string_view key) {
  std::string_view text;
  if (value.get_string().get(text))
    return bad(std::string(key) + " 要写成文字", std::string(key) + " must be a text");
  return std::string(text);
}

Result<EntityId> id_in(od::value& value, std::string_view set, std::string* inline_json) {
  const auto wrong = bad(std::string(set) + " 要写成 {\"@iot.id\": 编号}",
                         std::string(set) + " must be written as {\"@iot.id\": number}");
  od::object object;
  if (value.get_object().get(object)) return wrong;
  std::int64_t id = 0;
  const auto error = object.find_field_unordered("@iot.id").get_int64().get(id);
  if (!error) return id > 0 ? Result<EntityId>(EntityId{id}) : wrong;
  if (!inline_json || error != simdjson::NO_SUCH_FIELD) return wrong;
  std::string_view raw;
  if (object.reset().error() || object.raw_json().get(raw) || !formats::is_json(raw)) return wrong;
  *inline_json = raw;
  return EntityId{};
}

Result<void> set_phenomenon_time(ObservationBody& body, std::string_view text) {
  CUNKOU_TRY_VALUE(span, parse_time_object(text));
  body.reading.time = span.from;
  body.extra.time_end = span.to;
  return {};
}

// Reads one member by its name in the standard (or in the components of a dataArray).
Result<void> take_member(ObservationBody& body, std::string_view key, od::value& value) {
  if (key == "result") {
    body.reading.json.clear();
    if (!formats::read_value(value, body.reading)) return bad("result 无法识别", "the result cannot be read");
    return {};
  }
  if (is_null(value)) return {};
  if (key == "phenomenonTime" || key == "resultTime" || key == "validTime") {
    CUNKOU_TRY_VALUE(text, text_of(value, key));
    if (key == "phenomenonTime") return set_phenomenon_time(body, text);
    CUNKOU_TRY_VALUE(span, parse_time_object(text));
    if (key == "resultTime")
      body.extra.result_time = span.from;
    else
      body.extra.valid_time = text;
  } else if (key == "resultQuality" || key == "parameters") {
    auto raw = formats::raw_text(value);
    if (raw.empty()) return not_json();
    (key == "parameters" ? body.extra.parameters_json : body.extra.result_quality_json) = std::move(raw);
  } else if (key == "Datastream") {
    CUNKOU_TRY_VALUE(id, id_in(value, key, nullptr));
    body.reading.stream = StreamId{id.value};
  } else if (key == "FeatureOfInterest") {
    body.feature_json.clear();
    CUNKOU_TRY_VALUE(id, id_in(value, key, &body.feature_json));
    body.extra.feature = id;
  } else if (key == "FeatureOfInterest/id" || key == "FeatureOfInterest/@iot.id") {
    std::int64_t id = 0;
    if (value.get_int64().get(id) || id <= 0)
      return bad("FeatureOfInterest/id 要写成编号", "FeatureOfInterest/id must be a number");
    body.extra.feature = EntityId{id};
  }
  return {};
}

Result<ObservationBody> take_observation(od::object& object) {
  ObservationBody body;
  bool result = false;
  for (auto field : object) {
    std::string_view key;
    if (field.error() || field.unescaped_key().get(key)) return not_json();
    od::value value = field.value();
    result = result || key == "result";
    if (auto taken = take_member(body, key, value); !taken) return taken.error();
  }
  if (!result) return bad("缺少 result", "\"result\" is missing");
  return body;
}

Result<ObservationBody> take_row(od::value row, const std::vector<std::string>& components, StreamId stream) {
  ObservationBody body;
  body.reading.stream = stream;
  od::array cells;
  if (row.get_array().get(cells))
    return bad("dataArray 的每一项要写成列表", "each entry of dataArray must be a list");
  std::size_t column = 0;
  bool result = false;
  Result<void> taken{};
  for (auto cell : cells) {
    od::value value;
    if (cell.get(value)) return not_json();
    if (column >= components.size())
      return bad("这一项比 components 多", "the entry is longer than components");
    if (taken) taken = take_member(body, components[column], value);
    result = result || components[column] == "result";
    ++column;
  }
  if (!taken) return taken.error();
  if (!result || column < components.size()) return bad("这一项缺少 result", "the entry has no result");
  return body;
}

struct Group {
  StreamId stream;
  std::vector<std::string> components;
};

bool read_components(od::value& value, std::vector<std::string>& components) {
  od::array list;
  if (value.get_array().get(list)) return false;
  for (auto component : list) {
    std::string_view text;
    if (component.get_string().get(text)) return false;
    components.emplace_back(text);
  }
  return true;
}

// Reads in one pass: looking up a field rewinds, which simdjson does not support in malformed text, and its
// buffer for unescaped keys is sufficient for one pass only, so keys are compared raw.
bool read_group_head(od::object& object, Group& group) {
  for (auto field : object) {
    od::raw_json_string key;
    if (field.error() || field.key().get(key)) return false;
    od::value value = field.value();
    if (key.unsafe_is_equal("components") && !read_components(value, group.components)) return false;
    if (!key.unsafe_is_equal("Datastream")) continue;
    auto id = id_in(value, "Datastream", nullptr);
    if (!id) return false;
    group.stream = StreamId{id->value};
  }
  return group.stream && !group.components.empty();
}

bool take_rows(od::array& rows, const Group& group, std::vector<Result<ObservationBody>>& out) {
  for (auto row : rows) {
    od::value value;
    if (row.get(value) || out.size() > formats::limits::batch_readings) return false;
    out.push_back(take_row(value, group.components, group.stream));
  }
  return true;
}

bool take_group(od::object& object, std::vector<Result<ObservationBody>>& out) {
  Group group;
  if (!read_group_head(object, group) || object.reset().error()) return false;
  bool found = false;
  for (auto field : object) {
    od::raw_json_string key;
    if (field.error() || field.key().get(key)) return false;
    if (!key.unsafe_is_equal("dataArray")) continue;
    od::array rows;
    if (field.value().get_array().get(rows) || !take_rows(rows, group, out)) return false;
    found = true;
  }
  return found;
}

}  // namespace

Result<TimeSpan> parse_time_object(std::string_view text) {
  const auto slash = text.find('/');
  CUNKOU_TRY_VALUE(from, parse_instant(text.substr(0, slash)));
  if (slash == text.npos) return TimeSpan{from, {}};
  CUNKOU_TRY_VALUE(to, parse_instant(text.substr(slash + 1)));
  if (to < from) return bad("时间段的结束早于开始", "the interval ends before it begins");
  return TimeSpan{from, to};
}

Result<ObservationBody> parse_observation(std::string_view payload) {
  const formats::LargeBuffersEnd large_buffers_end;
  od::document document;
  od::object object;
  if (formats::start(payload, document) || document.get_object().get(object)) return not_json();
  auto body = take_observation(object);
  if (body && !formats::ended(document)) return not_json();
  return body;
}

Result<std::vector<Result<ObservationBody>>> parse_data_array(std::string_view payload) {
  const auto malformed =
      bad("要写成 [{\"Datastream\":{\"@iot.id\":1},\"components\":[…],\"dataArray\":[[…]]}]",
          "write [{\"Datastream\":{\"@iot.id\":1},\"components\":[…],\"dataArray\":[[…]]}]");
  const formats::LargeBuffersEnd large_buffers_end;
  od::document document;
  od::array groups;
  if (formats::start(payload, document) || document.get_array().get(groups)) return malformed;
  std::vector<Result<ObservationBody>> out;
  for (auto group : groups) {
    od::object object;
    if (group.get_object().get(object)) return malformed;
    const bool taken = take_group(object, out);
    if (out.size() > formats::limits::batch_readings)
      return Error{Code::too_large, formats::reasons::too_many_readings};
    if (!taken) return malformed;
  }
  if (!formats::ended(document)) return malformed;
  return out;
}

}  // namespace cunkou::sensorthings
