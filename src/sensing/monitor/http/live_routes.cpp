#include "sensing/monitor/http/monitor_routes.hpp"

#include "access/may.hpp"
#include "access/permission.hpp"
#include "base/text.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/live_updates.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::monitor {
namespace {

using http::Request;

Result<http::Filter> of_one_thing(const MonitorRouteParts& parts, const Request& request,
                                  const std::string& text) {
  const Error missing = parts.things.no_such_thing();
  const auto id = parse_number<std::int64_t>(text);
  if (!id) return missing;
  const auto info = parts.things.find(ThingId(*id));
  if (!info || !access::may(request.who, access::Permission::see, info->scope)) return missing;
  http::Filter filter;
  filter.subject = *id;
  return filter;
}

// Readings, states, alarms and commands as they happen. A client that was disconnected reads its page again.
Result<http::Filter> follow(const MonitorRouteParts& parts, const Request& request) {
  if (const auto id = request.query_param("greenhouse")) return of_one_thing(parts, request, *id);
  http::Filter filter;
  const auto code = request.query_param("place");
  if (!code) return filter;
  const auto place =
      parts.database.read([&](sql::Transaction& t) { return places::place_store(t).by_code(*code); });
  if (!place) return places::no_such_place();
  filter.place_path = place->path;
  return filter;
}

}  // namespace

http::Routes live_routes(const MonitorRouteParts& parts) {
  http::Route live;
  live.pattern = "/api/live";
  live.need = access::Permission::see;
  live.summary = "Server-sent events: reading, status, alarm, command, actuator, device";
  live.tag = "live";
  live.response_schema = "LiveUpdates";
  live.follow = [parts](const Request& r) { return follow(parts, r); };
  return {live};
}

}  // namespace cunkou::monitor
