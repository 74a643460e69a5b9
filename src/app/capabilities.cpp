#include "app/capabilities.hpp"

#include <boost/json.hpp>

#include "app/manifests.hpp"
#include "base/json_text.hpp"
#include "platform/http/api_definitions.hpp"
#include "platform/http/declared_requests.hpp"
#include "platform/http/openapi.hpp"

namespace cunkou::app {

// One line for each capability: those that need nothing but the platform, then those with parts of others.
std::vector<capability::Manifest> capabilities(const capability::Platform& platform, Wiring& w) {
  auto& s = w.services;
  return {
      alarms::manifest(platform),
      actuation::manifest(),
      rules::manifest(),
      people::manifest(platform, {s.sessions, w.reactions, w.reactions, w.place_users}),
      places::manifest(platform, {w.household_paths, w.reactions, w.reactions, w.place_users}),
      series::manifest(platform, {s.series}),
      greenhouses::manifest(platform,
                            {s.series, s.registry, s.connections, s.greenhouses, s.crops, s.monitor}),
      monitor::manifest(platform, {s.kinds, s.monitor}),
      notifications::manifest(platform, {s.trial, s.operator_programs, s.dispatcher}),
      devices::manifest(platform, {s.series, s.registry, s.connections, w.reactions}),
      ingest::manifest(platform, {s.registry, s.ingest}),
      sensorthings::manifest(platform, {s.series, w.observations, w.reactions, w.devices, w.monitored}),
  };
}

std::string description_of(const http::Routes& routes) {
  const auto definitions = http::merge_api_parts(http::api_parts());
  return json_text(http::describe_api(routes, definitions, CUNKOU_VERSION)) + "\n";
}

http::Routes all_routes(const std::vector<capability::Manifest>& manifests, const AboutRouteParts& about,
                        Health& health) {
  http::Routes all;
  for (const auto& manifest : manifests) http::append(all, manifest.routes);
  http::append(all, about_routes(about));
  http::append(all, health_routes(health));
  all.push_back(http::openapi_route(""));
  http::declare_requests(all, http::merge_api_parts(http::api_parts()));
  const auto declared = all.back();
  all.back() = http::openapi_route(description_of(all));
  all.back().query = declared.query;
  return all;
}

}  // namespace cunkou::app
