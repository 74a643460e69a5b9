#include "platform/http/openapi.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <set>

#include "access/permission.hpp"
#include "base/text.hpp"

namespace cunkou::http {

namespace json = boost::json;

namespace {

constexpr std::string_view ref_prefix = "#/components/schemas/";

json::object ref_to(std::string_view schema) {
  return {{"$ref", std::string(ref_prefix) + std::string(schema)}};
}

// "/things/{rest...}" is "/things/{rest}" in OpenAPI.
std::string path_of(const Route& route) {
  auto path = route.pattern;
  if (const auto dots = path.find("...}"); dots != path.npos) path.erase(dots, 3);
  return path;
}

std::string operation_of(const Route& route) {
  return std::string(name(route.method)) + " " + path_of(route);
}

// "getApiGreenhousesIdSeries"
std::string operation_id(const Route& route) {
  auto id = lower_case(name(route.method));
  bool start = true;
  for (const unsigned char c : path_of(route)) {
    if (!std::isalnum(c)) {
      start = true;
      continue;
    }
    id += static_cast<char>(std::exchange(start, false) ? std::toupper(c) : c);
  }
  return id;
}

json::object parameter(std::string_view in, std::string_view called, json::object schema) {
  json::object out{{"name", called}, {"in", in}, {"required", in == "path"}};
  if (const auto* description = schema.if_contains("description")) {
    out["description"] = *description;
    schema.erase("description");
  }
  out["schema"] = std::move(schema);
  return out;
}

json::array parameters_of(const Route& route, const json::object& definitions) {
  json::array parameters;
  const auto path = path_of(route);
  for (auto open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
    const auto called = path.substr(open + 1, path.find('}', open) - open - 1);
    parameters.push_back(parameter("path", called, {{"type", called == "id" ? "integer" : "string"}}));
  }
  if (const auto* query = additions_to(route, definitions).if_contains("query"))
    for (const auto& [called, schema] : query->as_object())
      parameters.push_back(parameter("query", called, schema.as_object()));
  return parameters;
}

json::object content_of(std::string_view schema, const json::object& schemas) {
  const auto* found = schemas.if_contains(schema);
  const auto* media = found ? found->as_object().if_contains("x-media-type") : nullptr;
  json::object out;
  out[media ? std::string_view(media->as_string()) : "application/json"] =
      json::object{{"schema", ref_to(schema)}};
  return out;
}

// Adds the other schema that the definitions name under `key`, if any.
json::object contents_of(json::object content, const json::object& extra, std::string_view key,
                         const json::object& schemas) {
  if (const auto* other = extra.if_contains(key))
    for (auto& [media, schema] : content_of(other->as_string(), schemas)) content[media] = schema;
  return content;
}

json::object good_response(const Route& route, const json::object& extra, const json::object& schemas) {
  if (route.response_schema.empty()) return {{"description", "Done"}};
  return {{"description", route.response_schema},
          {"content", contents_of(content_of(route.response_schema, schemas), extra, "also", schemas)}};
}

json::object refusal(const json::object& extra, const json::object& schemas) {
  json::object problem{{"application/problem+json", {{"schema", ref_to("Problem")}}}};
  return {{"description", "Refused"},
          {"content", contents_of(std::move(problem), extra, "refusal", schemas)}};
}

// In each media type that the route takes.
json::object body_of(const Route& route, const json::object& definitions) {
  json::object content;
  for (const auto& type : media_types_of(route, definitions))
    content[type] = json::object{{"schema", ref_to(route.request_schema)}};
  return {{"required", !additions_to(route, definitions).contains("body")}, {"content", std::move(content)}};
}

json::array security_of(const Route& route, const json::object& extra) {
  json::array schemes;
  if (const auto* security = extra.if_contains("security"))
    schemes = security->as_array();
  else if (route.need == access::Permission::device)
    schemes.emplace_back("device");
  else if (route.need != access::Permission::anyone)
    schemes.emplace_back("session");
  json::array out;
  for (const auto& scheme : schemes) out.push_back(json::object{{scheme.as_string(), json::array()}});
  return out;
}

json::object operation(const Route& route, const json::object& definitions) {
  const auto& schemas = definitions.at("schemas").as_object();
  const auto& extra = additions_to(route, definitions);
  json::object out{{"operationId", operation_id(route)},
                   {"summary", route.summary},
                   {"tags", json::array{json::value(route.tag)}},
                   {"x-permission", name(route.need)}};
  if (auto parameters = parameters_of(route, definitions); !parameters.empty())
    out["parameters"] = std::move(parameters);
  if (!route.request_schema.empty()) out["requestBody"] = body_of(route, definitions);
  out["responses"] = {{"2XX", good_response(route, extra, schemas)}, {"default", refusal(extra, schemas)}};
  out["security"] = security_of(route, extra);
  return out;
}

json::array required_of(const json::object& schema) {
  json::array required;
  const auto* optional = schema.if_contains("x-optional");
  for (const auto& [key, value] : schema.at("properties").as_object()) {
    const bool may_miss = optional && std::ranges::any_of(optional->as_array(), [&name = key](const auto& o) {
                            return o.as_string() == name;
                          });
    if (!may_miss) required.push_back(json::value(key));
  }
  return required;
}

// Expands `x-optional` into `required` and drops our own keys.
json::value spelt_out(const json::value& value) {
  if (value.is_array()) {
    json::array out;
    for (const auto& item : value.as_array()) out.push_back(spelt_out(item));
    return out;
  }
  if (!value.is_object()) return value;
  json::object out;
  for (const auto& [key, item] : value.as_object())
    if (key != "x-optional" && key != "x-media-type") out[key] = spelt_out(item);
  const auto* properties = value.as_object().if_contains("properties");
  if (!properties || !value.as_object().contains("type")) return out;
  if (auto required = required_of(value.as_object()); !required.empty())
    out["required"] = std::move(required);
  return out;
}

void add_refs(const json::value& value, std::vector<std::string>& found) {
  if (value.is_array())
    for (const auto& item : value.as_array()) add_refs(item, found);
  if (!value.is_object()) return;
  for (const auto& [key, item] : value.as_object()) {
    if (key == "$ref" && item.is_string())
      found.emplace_back(
          std::string_view(item.as_string()).substr(std::min(ref_prefix.size(), item.as_string().size())));
    else
      add_refs(item, found);
  }
}

// Every schema that a route or the definitions of an operation name.
std::vector<std::string> named_by(const Routes& routes, const json::object& definitions) {
  std::vector<std::string> named{"Problem"};
  for (const auto& route : routes)
    for (const auto& schema : {route.request_schema, route.response_schema})
      if (!schema.empty()) named.push_back(schema);
  for (const auto& [unused, extra] : definitions.at("operations").as_object()) {
    for (const auto* key : {"also", "refusal"})
      if (const auto* schema = extra.as_object().if_contains(key)) named.emplace_back(schema->as_string());
    add_refs(extra, named);
  }
  return named;
}

void add_faults(std::string_view operation, const json::object& extra, const json::object& schemes,
                std::vector<std::string>& faults) {
  for (const auto& [key, unused] : extra)
    if (key != "query" && key != "body" && key != "takes" && key != "also" && key != "refusal" &&
        key != "security")
      faults.push_back(std::string(operation) + " does not know the key " + std::string(key));
  if (const auto* security = extra.if_contains("security"))
    for (const auto& scheme : security->as_array())
      if (!schemes.contains(scheme.as_string()))
        faults.push_back(std::string(operation) +
                         " names no security scheme: " + std::string(scheme.as_string()));
}

}  // namespace

const json::object& additions_to(const Route& route, const json::object& definitions) {
  static const json::object none;
  const auto* found = definitions.at("operations").as_object().if_contains(operation_of(route));
  return found ? found->as_object() : none;
}

std::vector<std::string> media_types_of(const Route& route, const json::object& definitions) {
  std::vector<std::string> types;
  if (route.request_schema.empty()) return types;
  for (const auto& [type, unused] : content_of(route.request_schema, definitions.at("schemas").as_object()))
    types.emplace_back(type);
  if (const auto* takes = additions_to(route, definitions).if_contains("takes"))
    for (const auto& type : takes->as_array()) types.emplace_back(type.as_string());
  return types;
}

json::object describe_api(const Routes& routes, const json::object& definitions, std::string_view version) {
  json::object paths;
  for (const auto& route : routes) {
    auto& path = paths[path_of(route)];
    if (path.is_null()) path = json::object();
    path.as_object()[lower_case(name(route.method))] = operation(route, definitions);
  }
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "村口 Cunkou"},
            {"version", version},
            {"description", definitions.at("info")},
            {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", json::array{json::object{{"url", "/"}}}},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", spelt_out(definitions.at("schemas"))},
            {"securitySchemes", definitions.at("securitySchemes")}}}};
}

std::vector<std::string> faults_of(const Routes& routes, const json::object& definitions) {
  std::vector<std::string> faults;
  const auto& schemas = definitions.at("schemas").as_object();
  auto open = named_by(routes, definitions);
  std::set<std::string> used;
  while (!open.empty()) {
    const auto schema = open.back();
    open.pop_back();
    if (!used.insert(schema).second) continue;
    if (const auto* found = schemas.if_contains(schema))
      add_refs(*found, open);
    else
      faults.push_back("no schema is called " + schema);
  }
  for (const auto& [schema, unused] : schemas)
    if (!used.contains(std::string(schema)))
      faults.push_back("nothing uses the schema " + std::string(schema));
  for (const auto& [called, extra] : definitions.at("operations").as_object()) {
    if (std::ranges::none_of(routes,
                             [&name = called](const auto& route) { return operation_of(route) == name; }))
      faults.push_back("an operation without a route: " + std::string(called));
    add_faults(called, extra.as_object(), definitions.at("securitySchemes").as_object(), faults);
  }
  return faults;
}

Route openapi_route(std::string document) {
  Route route;
  route.pattern = "/api/openapi.json";
  route.need = access::Permission::anyone;
  route.summary = "This description of the API";
  route.tag = "operating";
  route.response_schema = "Description";
  route.handle = [document = std::move(document)](const Request&) -> Result<Response> {
    Response response;
    response.body = document;
    return response;
  };
  return route;
}

}  // namespace cunkou::http
