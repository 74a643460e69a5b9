#include "sensing/ingest/http/import_routes.hpp"

#include <boost/json.hpp>

#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"
#include "sensing/devices/find_device.hpp"
#include "sensing/ingest/http/import_jobs.hpp"
#include "sensing/ingest/http/ingest_json.hpp"
#include "sensing/ingest/limits.hpp"

namespace cunkou::ingest {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;
using http::route;

std::string_view name(Import::State state) {
  switch (state) {
    case Import::State::running:
      return "running";
    case Import::State::done:
      return "done";
    case Import::State::failed:
      return "failed";
  }
  return "failed";
}

Result<Response> begin_import(const ImportRouteParts& parts, ImportJobs& service, const Request& request) {
  CUNKOU_TRY_VALUE(entry, find_device(parts.registry, request.id_param("id")));
  CUNKOU_TRY_VALUE(id, service.begin(entry->device, request.body));
  return Response::json(json::object{{"id", id}}, 202);
}

Result<Import> import_of(ImportJobs& service, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  auto found = service.find(id);
  if (!found) return not_found({"没有这次导入", "there is no such import"});
  return std::move(*found);
}

Result<Response> show_import(ImportJobs& service, const Request& request) {
  CUNKOU_TRY_VALUE(import, import_of(service, request));
  const auto language = http::language_of(request);
  auto out = report_json(import.report, language);
  out["id"] = import.id;
  out["state"] = name(import.state);
  out["bytes"] = import.bytes;
  out["bytesTotal"] = import.bytes_total;
  out["error"] = nullptr;
  if (import.error) out["error"] = import.error->in(language);
  return Response::json(out);
}

}  // namespace

http::Routes import_routes(const ImportRouteParts& parts) {
  const auto service = std::make_shared<ImportJobs>(parts);
  const auto manage = Permission::add_devices;
  auto import = route(
      Method::post, "/api/devices/{id}/import", manage,
      {"Import readings from a CSV file", "devices", "ReadingsCsv", "ImportBegun"},
      [parts](const Request& r) { return devices::device_scope(parts.registry, r.id_param("id")); },
      [parts, service](const Request& r) { return begin_import(parts, *service, r); });
  import.body_bytes_max = limits::http_import_body_bytes;
  auto progress = route(
      Method::get, "/api/imports/{id}", manage, {"Progress of an import", "devices", "", "Import"},
      [parts, service](const Request& r) -> Result<access::Scope> {
        CUNKOU_TRY_VALUE(found, import_of(*service, r));
        const auto entry = parts.registry.by_id(found.device);
        return entry ? Result<access::Scope>(entry->scope) : Result<access::Scope>(devices::no_such_device());
      },
      [service](const Request& r) { return show_import(*service, r); });
  return {std::move(import), std::move(progress)};
}

}  // namespace cunkou::ingest
