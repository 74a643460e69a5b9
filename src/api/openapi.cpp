#include "api/openapi.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <set>

namespace cunkou::api {

namespace json = boost::json;
using http::Route;
using http::Routes;

namespace {

constexpr std::string_view ref_prefix = "#/components/schemas/";

json::object ref_to(std::string_view schema) {
  return {{"$ref", std::string(ref_prefix) + std::string(schema)}};
}

// "/v1.1/{rest...}" is "/v1.1/{rest}" in OpenAPI.
std::string path_of(const Route& route) {
  auto path = route.pattern;
  if (const auto dots = path.find("...}"); dots != path.npos) path.erase(dots, 3);
  return path;
}

std::string operation_of(const Route& route) {
  return std::string(name(route.method)) + " " + path_of(route);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// "getApiGreenhousesIdSeries"
std::string operation_id(const Route& route) {
  auto id = lower(name(route.method));
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

json::object parameter(std::string_view in, std::string_view called, std::string_view type) {
  return {{"name", called}, {"in", in}, {"required", in == "path"}, {"schema", {{"type", type}}}};
}

json::array parameters_of(const Route& route, const json::object& definitions) {
  json::array parameters;
  const auto path = path_of(route);
  for (auto open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
    const auto called = path.substr(open + 1, path.find('}', open) - open - 1);
    parameters.push_back(parameter("path", called, called == "id" ? "integer" : "string"));
  }
  if (const auto* queries = definitions.at("parameters").as_object().if_contains(operation_of(route)))
    for (const auto& [called, type] : queries->as_object())
      parameters.push_back(parameter("query", called, type.as_string()));
  return parameters;
}

json::object content_of(const std::string& schema, const json::object& schemas) {
  const auto* found = schemas.if_contains(schema);
  const auto* media = found ? found->as_object().if_contains("x-media-type") : nullptr;
  json::object out;
  out[media ? std::string_view(media->as_string()) : "application/json"] =
      json::object{{"schema", ref_to(schema)}};
  return out;
}

json::object good_answer(const Route& route, const json::object& schemas) {
  if (route.follow)
    return {{"description", "Server-sent events"},
            {"content", {{"text/event-stream", {{"schema", {{"type", "string"}}}}}}}};
  if (route.gives.empty()) return {{"description", "Done"}};
  return {{"description", route.gives}, {"content", content_of(route.gives, schemas)}};
}

json::object operation(const Route& route, const json::object& definitions) {
  const auto& schemas = definitions.at("schemas").as_object();
  json::object out{{"operationId", operation_id(route)},
                   {"summary", route.summary},
                   {"tags", json::array{json::value(route.tag)}},
                   {"x-permission", name(route.need)}};
  if (auto parameters = parameters_of(route, definitions); !parameters.empty())
    out["parameters"] = std::move(parameters);
  if (!route.takes.empty())
    out["requestBody"] = {{"required", true}, {"content", content_of(route.takes, schemas)}};
  out["responses"] = {{"2XX", good_answer(route, schemas)},
                      {"default",
                       {{"description", "Refused"},
                        {"content", {{"application/problem+json", {{"schema", ref_to("Problem")}}}}}}}};
  if (route.need == people::Permission::anyone) out["security"] = json::array();
  return out;
}

json::array required_of(const json::object& schema) {
  json::array required;
  const auto* optional = schema.if_contains("x-optional");
  for (const auto& [key, value] : schema.at("properties").as_object()) {
    const bool may_miss = optional && std::ranges::any_of(optional->as_array(), [&](const auto& o) {
                            return o.as_string() == key;
                          });
    if (!may_miss) required.push_back(json::value(key));
  }
  return required;
}

// Our short forms spelt out.
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

std::vector<std::string> named_by(const Routes& routes) {
  std::vector<std::string> named{"Problem"};
  for (const auto& route : routes)
    for (const auto& schema : {route.takes, route.gives})
      if (!schema.empty()) named.push_back(schema);
  return named;
}

}  // namespace

json::object describe_api(const Routes& routes, const json::object& definitions, std::string_view version) {
  json::object paths;
  for (const auto& route : routes) {
    auto& path = paths[path_of(route)];
    if (path.is_null()) path = json::object();
    path.as_object()[lower(name(route.method))] = operation(route, definitions);
  }
  const json::object cookie{{"type", "apiKey"}, {"in", "cookie"}, {"name", "cunkou_session"}};
  const json::object bearer{{"type", "http"}, {"scheme", "bearer"}, {"description", "A device's token"}};
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "村口 Cunkou"}, {"version", version}}},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", spelt_out(definitions.at("schemas"))},
            {"securitySchemes", {{"session", cookie}, {"device", bearer}}}}},
          {"security",
           json::array{json::object{{"session", json::array()}}, json::object{{"device", json::array()}}}}};
}

std::vector<std::string> faults_of(const Routes& routes, const json::object& definitions) {
  std::vector<std::string> faults;
  const auto& schemas = definitions.at("schemas").as_object();
  auto open = named_by(routes);
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
  for (const auto& [called, unused] : definitions.at("parameters").as_object())
    if (std::ranges::none_of(routes, [&](const auto& route) { return operation_of(route) == called; }))
      faults.push_back("parameters of a route that is not there: " + std::string(called));
  return faults;
}

Route openapi_route(std::string document) {
  Route route;
  route.pattern = "/api/openapi.json";
  route.need = people::Permission::anyone;
  route.summary = "This description";
  route.tag = "session";
  route.handle = [document = std::move(document)](const http::Request&) -> Result<http::Response> {
    http::Response response;
    response.body = document;
    return response;
  };
  return route;
}

}  // namespace cunkou::api
