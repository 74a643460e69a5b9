#include "sensing/sensorthings/sensorthings.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "base/limits.hpp"
#include "base/percent.hpp"
#include "base/query_deadline.hpp"
#include "sensing/sensorthings/entity_tables.hpp"
#include "sensing/sensorthings/limits.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/sensorthings/observations.hpp"
#include "sensing/sensorthings/refusals.hpp"
#include "sensing/sensorthings/sensorthings_json.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;

// In a set that is filtered by properties derived from series.
constexpr std::size_t entities_in_memory = 100'000;

std::string step_text(EntitySet set, std::int64_t id) {
  return std::string(set_name(set)) + "(" + std::to_string(id) + ")";
}

// Characters that need no encoding in a next link.
constexpr std::string_view kept_in_options = "$=/(),:;@'*!";

// The same options with another $skip.
std::string next_link(const std::string& url, const Query& query, std::size_t skip) {
  std::string out = url + "?";
  if (query.top) out += "$top=" + std::to_string(*query.top) + "&";
  out += "$skip=" + std::to_string(skip);
  for (const auto& option : query.options) {
    if (!option.starts_with("$top=") && !option.starts_with("$skip="))
      out += "&" + percent_encode(option, kept_in_options);
  }
  return out;
}

std::size_t top_of(const Query& query) {
  return std::min(query.top.value_or(cunkou::limits::page_default), cunkou::limits::page_max);
}

bool is_wanted(const Query& query, std::string_view name) {
  return query.select.empty() || std::ranges::find(query.select, name) != query.select.end();
}

// The targets of the single links of an entity.
template <class Entity>
std::map<std::string, std::int64_t, std::less<>> links_of(const Entity& entity) {
  std::map<std::string, std::int64_t, std::less<>> out;
  for_each_column(table_of(entity), [&](const auto& column) {
    if (column.form == Form::link) out.emplace(entity_name(column.target), id_value(entity.*column.field));
  });
  return out;
}

std::optional<series::TimeRange> span_of(const series::Store& series, StreamId id) {
  const auto totals = series.totals(id);
  std::optional<series::TimeRange> span;
  if (totals.first && totals.last) span = series::TimeRange{*totals.first, *totals.last};
  if (series.text_count(id) == 0) return span;
  const series::TimeRange all{{0}, {observation_time_max + 1}};
  const auto first = series.texts(id, all, 1), last = series.texts(id, all, 1, true);
  if (first.empty()) return span;
  if (!span) return series::TimeRange{first[0].time, last[0].time};
  return series::TimeRange{std::min(span->from, first[0].time), std::max(span->to, last[0].time)};
}

}  // namespace

std::string SensorThings::self_link(const EntityKey& key) const {
  return root_ + "/" + step_text(key.set, key.id);
}

SensorThings::Loaded SensorThings::read_observation(const Observation& o) {
  Loaded out{properties_of(o), {}};
  out.to["Datastream"] = o.stream.value;
  if (o.extra.feature)
    out.to["FeatureOfInterest"] = o.extra.feature.value;
  else if (const auto* datastream = load({EntitySet::datastreams, o.stream.value})) {
    const auto feature = datastream->to.find("FeatureOfInterest");
    if (feature != datastream->to.end()) out.to["FeatureOfInterest"] = feature->second;
  }
  return out;
}

std::optional<SensorThings::Loaded> SensorThings::read(const EntityKey& key) {
  const EntityId id{key.id};
  const auto plain = [](const auto& found) -> std::optional<Loaded> {
    if (!found) return {};
    return Loaded{properties_of(*found), links_of(*found)};
  };
  switch (key.set) {
    case EntitySet::things:
      return plain(store_.thing(ThingId{key.id}));
    case EntitySet::locations:
      return plain(store_.location(id));
    case EntitySet::sensors:
      return plain(store_.sensor(id));
    case EntitySet::observed_properties:
      return plain(store_.observed_property(id));
    case EntitySet::features_of_interest:
      return plain(store_.feature(id));
    case EntitySet::historical_locations:
      return plain(store_.historical_location(id));
    case EntitySet::datastreams: {
      const auto found = store_.datastream(StreamId{key.id});
      if (!found) return {};
      Loaded out{properties_of(*found, span_of(series_, found->id)), links_of(*found)};
      if (found->feature) out.to["FeatureOfInterest"] = found->feature.value;  // of its Observations
      return out;
    }
    case EntitySet::observations:
      break;
  }
  const auto at = observation_key(key.id);
  if (!at) return {};
  const auto found = find_observation(series_, store_, at->stream, at->time);
  if (!found) return {};
  return read_observation(*found);
}

const SensorThings::Loaded* SensorThings::load(const EntityKey& key) {
  auto at = loaded_.find(key);
  if (at == loaded_.end()) {
    auto fresh = read(key);
    at = loaded_.emplace(key, std::move(fresh)).first;
  }
  return at->second ? &*at->second : nullptr;
}

bool SensorThings::is_visible(const EntityKey& key) {
  if (key.set != EntitySet::observations) return store_.is_visible_to(viewer_, key.set, key.id);
  const auto at = observation_key(key.id);
  return at && store_.is_visible_to(viewer_, EntitySet::datastreams, at->stream.value);
}

bool SensorThings::is_linked(const EntityKey& from, const Link& to, std::int64_t id) {
  if (to.target == EntitySet::observations) {
    const auto* observation = load({to.target, id});
    if (!observation) return false;
    const auto back =
        observation->to.find(from.set == EntitySet::datastreams ? "Datastream" : "FeatureOfInterest");
    return back != observation->to.end() && back->second == from.id;
  }
  Selection selection;
  selection.set = to.target;
  selection.viewer = viewer_;
  selection.from = From{from.set, from.id};
  selection.filter = std::make_shared<const Expression>(parse_filter("id eq " + std::to_string(id)).value());
  selection.top = 1;
  const auto found = store_.find(selection);
  return found && !found->ids.empty();
}

Result<EntityKey> SensorThings::step_to(const EntityKey& from, const ResourcePath::Step& step) {
  const auto to = link(from.set, step.name);
  const auto* loaded = load(from);
  if (!to || !loaded) return no_such_entity();
  if (to->many) {
    if (!step.id || !is_linked(from, *to, *step.id)) return no_such_entity();
    return EntityKey{to->target, *step.id};
  }
  const auto target = loaded->to.find(step.name);
  if (target == loaded->to.end()) return no_such_entity();
  return EntityKey{to->target, target->second};
}

Result<EntityKey> SensorThings::walk(const ResourcePath& path, std::size_t steps) {
  const auto set = set_named(path.steps[0].name);
  if (!set || !path.steps[0].id) return no_such_entity();
  EntityKey at{*set, *path.steps[0].id};
  if (!is_visible(at) || !load(at)) return no_such_entity();
  for (std::size_t i = 1; i < steps; ++i) {
    auto next = step_to(at, path.steps[i]);
    if (!next || !load(*next)) return no_such_entity();
    at = *next;
  }
  return at;
}

Result<EntityKey> SensorThings::entity_at(const ResourcePath& path) {
  if (path.steps.empty() || path.many) return no_such_entity();
  return walk(path, path.steps.size());
}

Result<std::optional<EntityKey>> SensorThings::origin_of(const ResourcePath& path) {
  if (path.steps.size() < 2) return std::optional<EntityKey>();
  CUNKOU_TRY_VALUE(from, walk(path, path.steps.size() - 1));
  return std::optional(from);
}

Result<SensorThings::Page> SensorThings::find(EntitySet set, const std::optional<EntityKey>& from,
                                              const Query& query) {
  if (set == EntitySet::observations) return find_observations_of(from, query);
  Selection selection;
  selection.set = set;
  selection.viewer = viewer_;
  if (from) selection.from = From{from->set, from->id};
  selection.filter = query.filter;
  selection.order = query.order;
  selection.skip = query.skip.value_or(0);
  selection.top = top_of(query);
  selection.count = query.count;
  selection.now = now_;
  auto found = store_.find(selection);
  if (!found && found.error().code == Code::unsupported) return find_in_memory(std::move(selection), query);
  if (!found) return found.error();
  Page page;
  for (auto id : found->ids) page.keys.push_back({set, id});
  page.count = found->count;
  page.more = found->more;
  return page;
}

// Value of a path of an entity, including single links.
Result<Value> SensorThings::value_at(const EntityKey& key, const Path& path, std::size_t from) {
  const auto& name = path[from];
  if (name == "id" && from + 1 == path.size()) return Value::of_id(key.id);
  const auto* loaded = load(key);
  if (!loaded) return Value{};
  if (const auto to = link(key.set, name); to && from + 1 < path.size()) {
    if (to->many)
      return Error{Code::unsupported,
                   format_label("不支持按 {} 查询", "querying by {} is not offered", name)};
    const auto target = loaded->to.find(name);
    return target == loaded->to.end() ? Value{} : value_at({to->target, target->second}, path, from + 1);
  }
  const json::value* value = loaded->properties.if_contains(name);
  for (auto i = from + 1; value && i < path.size(); ++i) {
    const auto* object = value->if_object();
    value = object ? object->if_contains(path[i]) : nullptr;
  }
  if (!value) return Value{};
  if (from + 1 == path.size() && value->is_string() && (name == "time" || name.ends_with("Time"))) {
    const std::string text(value->as_string());
    const auto slash = text.find('/');
    auto first = parse_instant(text.substr(0, slash));
    auto last = slash == text.npos ? first : parse_instant(text.substr(slash + 1));
    if (first && last) return Value::of(*first, *last);
  }
  return Value::of(*value);
}

// Filters and orders by properties that are not in the database: the times of a Datastream come from the
// series.
Result<SensorThings::Page> SensorThings::find_in_memory(Selection selection, const Query& query) {
  selection.filter.reset();
  selection.order.clear();
  selection.skip = 0;
  selection.top = entities_in_memory;
  CUNKOU_TRY_VALUE(all, store_.find(selection));
  struct Row {
    EntityKey key;
    std::vector<Value> by;
  };
  std::vector<Row> rows;
  for (auto id : all.ids) {
    QueryDeadline::check();
    const EntityKey key{selection.set, id};
    const Lookup lookup = [&](const Path& path) { return value_at(key, path, 0); };
    if (query.filter) {
      CUNKOU_TRY_VALUE(match, holds(*query.filter, lookup, now_));
      if (!match) continue;
    }
    Row row{key, {}};
    for (const auto& order : query.order) {
      CUNKOU_TRY_VALUE(value, evaluate(order.by, lookup, now_));
      row.by.push_back(std::move(value));
    }
    rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(rows, [&](const Row& a, const Row& b) {
    for (std::size_t i = 0; i < query.order.size(); ++i) {
      if (const int by = compared(a.by[i], b.by[i]); by != 0)
        return query.order[i].descending ? by > 0 : by < 0;
    }
    return false;
  });
  Page page;
  const auto skip = query.skip.value_or(0);
  for (std::size_t i = skip; i < rows.size() && page.keys.size() < top_of(query); ++i)
    page.keys.push_back(rows[i].key);
  page.more = skip + page.keys.size() < rows.size();
  if (query.count) page.count = static_cast<std::int64_t>(rows.size());
  return page;
}

Result<std::vector<Datastream>> SensorThings::streams_for(const std::optional<EntityKey>& from) {
  std::vector<Datastream> streams;
  if (from && from->set == EntitySet::datastreams) {
    if (auto one = store_.datastream(StreamId{from->id})) streams.push_back(std::move(*one));
    return streams;
  }
  if (from) {
    streams = store_.datastreams_at(EntityId{from->id});
    for (const auto& extra : store_.extras_of(EntityId{from->id})) {
      if (std::ranges::find(streams, extra.stream, &Datastream::id) != streams.end()) continue;
      if (auto one = store_.datastream(extra.stream)) streams.push_back(std::move(*one));
    }
    std::erase_if(streams, [this](const Datastream& d) {
      return !store_.is_visible_to(viewer_, EntitySet::datastreams, d.id.value);
    });
    std::ranges::sort(streams, {}, &Datastream::id);
    return streams;
  }
  Selection selection;
  selection.set = EntitySet::datastreams;
  selection.viewer = viewer_;
  selection.top = entities_in_memory;
  CUNKOU_TRY_VALUE(found, store_.find(selection));
  for (auto id : found.ids) {
    if (auto one = store_.datastream(StreamId{id})) streams.push_back(std::move(*one));
  }
  return streams;
}

Result<SensorThings::Page> SensorThings::find_observations_of(const std::optional<EntityKey>& from,
                                                              const Query& query) {
  CUNKOU_TRY_VALUE(streams, streams_for(from));
  ObservationQuery wanted;
  wanted.streams = std::move(streams);
  if (from && from->set == EntitySet::features_of_interest) wanted.feature = EntityId{from->id};
  wanted.filter = query.filter;
  wanted.order = query.order;
  wanted.skip = query.skip.value_or(0);
  wanted.top = top_of(query);
  wanted.count = query.count;
  wanted.now = now_;
  wanted.related = [&](const Observation& o, const Path& path) -> Result<Value> {
    const auto to = read_observation(o).to;
    const auto target = to.find(path[0]);
    if (target == to.end() || path.size() < 2) return Value{};
    return value_at({link(EntitySet::observations, path[0])->target, target->second}, path, 1);
  };
  CUNKOU_TRY_VALUE(found, find_observations(series_, store_, wanted));
  Page page;
  for (const auto& o : found.found) {
    const EntityKey key{EntitySet::observations, observation_id(o.stream, o.time)};
    loaded_[key] = read_observation(o);
    page.keys.push_back(key);
  }
  page.count = found.count;
  page.more = found.more;
  for (const auto& [stream, span] : found.damaged)
    page.damaged.push_back(
        json::object{{"Datastream@iot.navigationLink", self_link({EntitySet::datastreams, stream.value})},
                     {"phenomenonTime", to_iso(span.from) + "/" + to_iso(span.to)}});
  return page;
}

Result<json::object> SensorThings::entity(const EntityKey& key, const Query& query, std::size_t depth) {
  if (++entities_ > limits::entities_per_response)
    return Error{
        Code::too_large,
        {"要的内容太多，请减小 $top 或 $expand", "the answer is too large: ask for less by $top or $expand"}};
  QueryDeadline::check();
  const auto* loaded = load(key);
  if (!loaded) return no_such_entity();
  json::object out;
  if (is_wanted(query, "id")) out["@iot.id"] = key.id;
  if (is_wanted(query, "id") || is_wanted(query, "selfLink")) out["@iot.selfLink"] = self_link(key);
  for (const auto& [name, value] : loaded->properties) {
    if (is_wanted(query, name)) out[name] = value;
  }
  for (const auto& to : links(key.set)) {
    if (is_wanted(query, to.name))
      out[std::string(to.name) + "@iot.navigationLink"] = self_link(key) + "/" + std::string(to.name);
  }
  for (const auto& one : query.expand) {
    if (auto done = expand(out, key, one, depth + 1); !done) return done.error();
  }
  return out;
}

Result<void> SensorThings::expand(json::object& out, const EntityKey& key, const Expand& wanted,
                                  std::size_t depth) {
  const auto to = link(key.set, wanted.name);
  if (!to) return invalid(format_label("{} 没有 {}", "{} has no {}", entity_name(key.set), wanted.name));
  if (!to->many) {
    const auto target = load(key)->to.find(wanted.name);
    if (target == load(key)->to.end()) return {};
    CUNKOU_TRY_VALUE(inner, entity({to->target, target->second}, wanted.query, depth));
    out[wanted.name] = std::move(inner);
    return {};
  }
  CUNKOU_TRY_VALUE(
      inner, collection(to->target, key, wanted.query, self_link(key) + "/" + wanted.name, false, depth));
  out[wanted.name] = std::move(inner["value"]);
  for (const auto* control : {"@iot.count", "@iot.nextLink", "@cunkou.damaged"}) {
    if (const auto* value = inner.if_contains(control)) out[wanted.name + control] = *value;
  }
  return {};
}

Result<json::object> SensorThings::collection(EntitySet set, const std::optional<EntityKey>& from,
                                              const Query& query, const std::string& url, bool ref,
                                              std::size_t depth) {
  auto page = find(set, from, query);
  if (!page) return page.error();
  json::object out;
  if (page->count) out["@iot.count"] = *page->count;
  if (page->more && !page->keys.empty())  // of $top=0 every next page would be empty, too
    out["@iot.nextLink"] = next_link(url, query, query.skip.value_or(0) + page->keys.size());
  if (!page->damaged.empty()) out["@cunkou.damaged"] = page->damaged;
  if (query.data_array && set == EntitySet::observations) {
    CUNKOU_TRY_VALUE(arrays, data_arrays(*page, query));
    out["value"] = std::move(arrays);
    return out;
  }
  json::array value;
  for (const auto& key : page->keys) {
    if (ref) {
      value.push_back(json::object{{"@iot.selfLink", self_link(key)}});
      continue;
    }
    CUNKOU_TRY_VALUE(one, entity(key, query, depth));
    value.push_back(std::move(one));
  }
  out["value"] = std::move(value);
  return out;
}

// dataArray response (18-088, 13.1): grouped by Datastream, values in the order of components.
Result<json::array> SensorThings::data_arrays(const Page& page, const Query& query) {
  std::vector<std::string> components{"id", "phenomenonTime", "result", "resultTime"};
  if (!query.select.empty()) components = query.select;
  json::array named;
  for (const auto& component : components) named.emplace_back(component);
  json::array out;
  std::map<std::int64_t, std::size_t> group_of;
  for (const auto& key : page.keys) {
    const auto* loaded = load(key);
    const auto stream = loaded->to.at("Datastream");
    const auto [at, fresh] = group_of.emplace(stream, out.size());
    if (fresh) {
      out.push_back(
          json::object{{"Datastream@iot.navigationLink", self_link({EntitySet::datastreams, stream})},
                       {"components", named},
                       {"dataArray@iot.count", 0},
                       {"dataArray", json::array()}});
    }
    json::array row;
    for (const auto& component : components) {
      const auto* value = loaded->properties.if_contains(component);
      if (component == "id")
        row.emplace_back(key.id);
      else
        row.push_back(value ? *value : json::value(nullptr));
    }
    auto& group = out[at->second].as_object();
    auto& rows = group["dataArray"].as_array();
    rows.push_back(std::move(row));
    group["dataArray@iot.count"] = rows.size();
  }
  return out;
}

Result<StaResponse> SensorThings::property(const EntityKey& key, const ResourcePath& path) {
  const auto* loaded = load(key);
  json::value all = loaded->properties;
  all.as_object()["id"] = key.id;
  const json::value* value = &all;
  for (auto name : path.property) {
    if (name == "@iot.id") name = "id";
    const auto* object = value->if_object();
    value = object ? object->if_contains(name) : nullptr;
    if (!value) return no_such_entity();
  }
  StaResponse response;
  if (value->is_null()) {
    response.status = 204;
  } else if (!path.value) {
    response.body = json_text(json::object{{path.property.back(), *value}});
  } else if (value->is_string()) {
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::string(value->as_string());
  } else {
    if (!value->is_structured()) response.content_type = "text/plain; charset=utf-8";
    response.body = json_text(*value);
  }
  return response;
}

StaResponse SensorThings::service_root() const {
  constexpr std::string_view sensing = "http://www.opengis.net/spec/iot_sensing/1.1/req/";
  json::array value;
  for (auto set : all_sets)
    value.push_back(json::object{{"name", set_name(set)}, {"url", root_ + "/" + std::string(set_name(set))}});
  json::array conformance;
  for (auto requirement :
       {"datamodel", "resource-path/resource-path-to-entities", "request-data",
        "create-update-delete/create-entity", "create-update-delete/link-to-existing-entities",
        "create-update-delete/deep-insert", "create-update-delete/deep-insert-status-code",
        "create-update-delete/update-entity", "create-update-delete/delete-entity",
        "create-update-delete/historical-location-auto-creation", "data-array/data-array",
        "create-observations-via-mqtt/observations-creation"})
    conformance.emplace_back(std::string(sensing) + requirement);
  StaResponse response;
  response.body =
      json_text(json::object{{"value", std::move(value)},
                             {"serverSettings", json::object{{"conformance", std::move(conformance)}}}});
  return response;
}

Result<StaResponse> SensorThings::get(const ResourcePath& path, const Query& query,
                                      std::string_view path_text) {
  if (path.steps.empty()) return service_root();
  StaResponse response;
  if (path.many) {
    CUNKOU_TRY_VALUE(from, origin_of(path));
    const auto url =
        root_ + "/" +
        std::string(path_text.substr(std::min(path_text.find_first_not_of('/'), path_text.size())));
    CUNKOU_TRY_VALUE(all, collection(path.set, from, query, url, path.ref, 0));
    response.body = json_text(all);
    return response;
  }
  CUNKOU_TRY_VALUE(key, entity_at(path));
  if (!path.property.empty()) return property(key, path);
  if (path.ref) {
    response.body = json_text(json::object{{"@iot.selfLink", self_link(key)}});
    return response;
  }
  CUNKOU_TRY_VALUE(one, entity(key, query));
  response.body = json_text(one);
  return response;
}

}  // namespace cunkou::sensorthings
