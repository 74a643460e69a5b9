// Properties of SensorThings writes. The first line is method and path ("POST Things(1)/Datastreams", "PATCH
// Things(1)", "POST CreateObservations"), the rest is the body. A parsed Observation round-trips; every entry
// of a dataArray has its index in the result; a created entity has the given members, and creating or
// changing it again with its own JSON gives the same; a refusal changes nothing.

#include <algorithm>
#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <string>

#include "base/json_text.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "entity_fixture.hpp"
#include "platform/http/request.hpp"
#include "platform/sql/database.hpp"
#include "sensing/ingest/testing/memory_ingest.hpp"
#include "sensing/sensorthings/change_entity.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_body.hpp"

using namespace cunkou;
using fuzz::require;

namespace {

namespace json = boost::json;

std::optional<json::value> as_json(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error) return {};
  return value;
}

std::string number(double n) {
  if (std::isnan(n)) return "NaN";
  if (std::isinf(n)) return n < 0 ? "-Infinity" : "Infinity";
  return std::signbit(n) && n == 0 ? "-0" : number_text(n);
}

std::string span(Instant from, const std::optional<Instant>& to) {
  return '"' + to_iso(from) + (to ? "/" + to_iso(*to) : "") + '"';
}

// Names and values, as members or as columns of a dataArray.
std::vector<std::pair<std::string, std::string>> members(const sensorthings::ObservationBody& body) {
  const auto& extra = body.extra;
  std::vector<std::pair<std::string, std::string>> out;
  if (body.reading.time) out.emplace_back("phenomenonTime", span(*body.reading.time, extra.time_end));
  out.emplace_back("result", body.reading.json.empty() ? number(body.reading.number) : body.reading.json);
  if (extra.result_time) out.emplace_back("resultTime", span(*extra.result_time, {}));
  if (!extra.valid_time.empty())
    out.emplace_back("validTime", json::serialize(json::string(extra.valid_time)));
  if (!extra.result_quality_json.empty()) out.emplace_back("resultQuality", extra.result_quality_json);
  if (!extra.parameters_json.empty()) out.emplace_back("parameters", extra.parameters_json);
  if (!body.feature_json.empty()) out.emplace_back("FeatureOfInterest", body.feature_json);
  if (extra.feature)
    out.emplace_back("FeatureOfInterest", R"({"@iot.id":)" + std::to_string(extra.feature.value) + "}");
  if (body.reading.stream)
    out.emplace_back("Datastream", R"({"@iot.id":)" + std::to_string(body.reading.stream.value) + "}");
  return out;
}

std::string object(const std::vector<std::pair<std::string, std::string>>& of) {
  std::string out = "{";
  for (const auto& [name, value] : of) out += (out.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
  return out + "}";
}

std::string data_array(const sensorthings::ObservationBody& body) {
  std::string names, values, stream = R"({"@iot.id":1})";
  for (const auto& [name, value] : members(body)) {
    if (name == "Datastream") {
      stream = value;
      continue;
    }
    names += (names.empty() ? "\"" : ",\"") + name + '"';
    values += (values.empty() ? "" : ",") + value;
  }
  return R"([{"Datastream":)" + stream + R"(,"components":[)" + names + R"(],"dataArray":[[)" + values +
         "]]}]";
}

void require_same(const sensorthings::ObservationBody& a, const sensorthings::ObservationBody& b) {
  require(object(members(a)) == object(members(b)));
  require(a.extra.feature == b.extra.feature && a.feature_json == b.feature_json);
}

void check_observation(const sensorthings::ObservationBody& body) {
  require(body.extra.time_end.value_or(Instant{INT64_MAX}) >= body.reading.time.value_or(Instant{0}));
  for (const auto* text :
       {&body.reading.json, &body.extra.parameters_json, &body.extra.result_quality_json, &body.feature_json})
    require(text->empty() || as_json(*text).has_value());
  const auto again = sensorthings::parse_observation(object(members(body)));
  require(again.has_value());
  require_same(*again, body);
  if (body.extra.feature && !body.feature_json.empty()) require(false);
  const auto row = sensorthings::parse_data_array(data_array(body));
  require(row.has_value() && row->size() == 1 && row->front().has_value());
  require(object(members(*row->front())).size() >= object(members(body)).size());
}

void try_observation(std::string_view text) {
  const auto body = sensorthings::parse_observation(text);
  if (!body) return require(is_utf8(body.error().reason.en));
  check_observation(*body);
  ingest::testing::MemoryIngest memory_ingest;
  memory_ingest.ingest.take_observation(
      memory_ingest.fixed_entry(), StreamId{1}, *body, memory_ingest.now,
      [&](const Result<ingest::Report>& report) {
        if (!report) return require(body->reading.stream && body->reading.stream != StreamId{1});
        require(report->added + report->refused == 1);
        require(std::ssize(memory_ingest.memory.readings) == report->added);
      });
}

std::optional<std::size_t> rows_given(const std::optional<json::value>& body) {
  if (!body || !body->is_array()) return {};
  std::size_t sum = 0;
  for (const auto& group : body->as_array()) {
    const auto* rows = group.is_object() ? group.as_object().if_contains("dataArray") : nullptr;
    if (!rows || !rows->is_array()) return {};
    sum += rows->as_array().size();
  }
  return sum;
}

void try_data_array(std::string_view text) {
  const auto entries = sensorthings::parse_data_array(text);
  if (!entries) return require(entries.error().code == Code::invalid);
  if (const auto given = rows_given(as_json(text))) require(entries->size() >= *given);
  for (const auto& entry : *entries) {
    if (!entry) {
      require(is_utf8(entry.error().reason.en) && !entry.error().reason.en.empty());
      continue;
    }
    require(static_cast<bool>(entry->reading.stream));
    check_observation(*entry);
  }
}

// Members of an entity without its links.
json::object own(const json::object& entity) {
  json::object out;
  for (const auto& [name, value] : entity)
    if (name.find('@') == name.npos) out[name] = value;
  return out;
}

struct OnlyGreenhouses final : sensorthings::MonitoredKinds {
  bool contains(std::string_view kind) const override { return kind == "greenhouse"; }
};

struct Writer {
  inline static const OnlyGreenhouses monitored;

  fuzz::EntityFixture& entities;
  journal::Act& act;
  sql::Transaction& t;

  json::object view(const sensorthings::EntityKey& key) {
    auto entity = entities.reader(t).entity(key, {});
    require(entity.has_value());
    require(as_json(json_text(*entity)).has_value());
    return own(*entity);
  }

  Result<sensorthings::EntityKey> create(sensorthings::EntitySet set, const json::object& body,
                                         const std::optional<sensorthings::EntityKey>& from) {
    sensorthings::CreateEntity creator(act, sensorthings::entity_store(t), places::place_store(t),
                                       people::people_store(t), entities.who, entities.viewer);
    auto key = creator.create(set, body, from);
    if (!key) return key;
    require(std::ranges::find(creator.created, *key) != creator.created.end());
    for (const auto& made : creator.created) view(made);
    for (const auto& pending : creator.observations) check_observation(pending.body);
    return key;
  }

  void post(const sensorthings::ResourcePath& path, const json::object& body) {
    const auto from = entities.reader(t).origin_of(path);
    if (!from) return;
    const auto key = create(path.set, body, *from);
    if (!key) return require(is_utf8(key.error().reason.en) && !key.error().reason.en.empty());
    const auto shown = view(*key);
    // Create it again from its own JSON, with the same links.
    auto again = shown;
    for (auto name : {"Thing", "Sensor", "ObservedProperty", "Locations"})
      if (const auto* link = body.if_contains(name)) again[name] = *link;
    const auto second = create(path.set, again, *from);
    require(second.has_value());
    require(view(*second) == shown);
  }

  void patch(const sensorthings::ResourcePath& path, const json::object& body) {
    const auto key = entities.reader(t).entity_at(path);
    if (!key || key->set == sensorthings::EntitySet::observations) return;
    if (!sensorthings::change_entity(act, sensorthings::entity_store(t), entities.who, entities.viewer,
                                     monitored, *key, body))
      return;
    const auto shown = view(*key);
    require(sensorthings::change_entity(act, sensorthings::entity_store(t), entities.who, entities.viewer,
                                        monitored, *key, body)
                .has_value());
    require(view(*key) == shown);
  }
};

void try_entity(std::string_view method, const sensorthings::ResourcePath& path, std::string_view text) {
  http::Request request;
  request.body = text;
  const auto body = request.json();
  if (!body || !body->is_object()) return;
  auto& entities = fuzz::entity_fixture();
  entities.try_out([&](journal::Act& act, sql::Transaction& t) {
    Writer writer{entities, act, t};
    if (method == "PATCH")
      writer.patch(path, body->as_object());
    else if (path.many && !path.ref && !path.steps.empty())
      writer.post(path, body->as_object());
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [head, body] = fuzz::cut(fuzz::text_of(data, size));
  const auto [method, where] = fuzz::cut(head, ' ');
  if (where == "CreateObservations") return try_data_array(body), 0;
  const auto path = sensorthings::parse_resource_path(where);
  if (!path) return 0;
  if (path->set == sensorthings::EntitySet::observations)
    try_observation(body);
  else
    try_entity(method, *path, body);
  return 0;
}
