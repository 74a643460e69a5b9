#include "sensing/monitor/http/monitor_routes.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "base/json_values.hpp"
#include "platform/http/make_route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/monitor/monitor_json.hpp"

namespace cunkou::monitor {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;
using http::route;

Result<Response> crops(const MonitorRouteParts& parts) {
  json::array out;
  for (const auto& crop : parts.service.definitions().crops) {
    json::array stages;
    for (const auto& stage : crop.stages)
      stages.push_back(json::object{{"code", stage.code}, {"name", label_json(stage.label)}});
    out.push_back(
        json::object{{"code", crop.code}, {"name", label_json(crop.label)}, {"stages", std::move(stages)}});
  }
  return Response::json(json::object{{"crops", std::move(out)}});
}

std::vector<RuleView> rules_of(const MonitorRouteParts& parts, ThingId thing) {
  return parts.service.query([&](const Monitor& monitor, Instant now) { return monitor.rules(thing, now); });
}

json::object with_unit(const RuleView& view, const ThingInfo& info) {
  auto out = rule_json(view);
  const auto* stream = info.stream(view.rule->quantity);
  out["unit"] = stream ? json::value(stream->unit) : json::value(nullptr);
  return out;
}

Result<Response> list(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, find_thing(parts.things, request.id_param("id")));
  json::array out;
  for (const auto& view : rules_of(parts, info->id))
    if (view.setting || view.standard) out.push_back(with_unit(view, *info));
  return Response::json(json::object{{"rules", std::move(out)}});
}

Result<Response> show(const MonitorRouteParts& parts, const ThingInfo& info, std::string_view code) {
  for (const auto& view : rules_of(parts, info.id))
    if (view.rule->code == code) return Response::json(with_unit(view, info));
  return not_found({"没有这条规则", "there is no such rule"});
}

// An empty field of a form.
bool is_empty(const json::value& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty());
}

// A number of the body over the one that the household has set: an absent one keeps it, null or "" removes
// it.
Result<void> take(const json::object& body, const char* key, std::optional<double>& into) {
  const auto* value = body.if_contains(key);
  if (!value) return {};
  if (!is_empty(*value) && !value->is_number())
    return invalid(format_label("{} 应为数字", "{} must be a number", key));
  into = is_empty(*value) ? std::nullopt : std::optional(value->to_number<double>());
  return {};
}

constexpr std::array<std::string_view, 5> changeable{"enabled", "threshold", "clear", "holdSeconds",
                                                     "severity"};

Result<void> take_hold(const json::object& body, std::optional<Duration>& into) {
  std::optional<double> seconds;
  if (into) seconds = static_cast<double>(into->count()) / 1000;
  CUNKOU_TRY(take(body, "holdSeconds", seconds));
  if (seconds && !(*seconds >= 0 && *seconds <= 7 * 86'400))
    return invalid({"持续时间应在 0 到 7 天之间", "holdSeconds must be between 0 and seven days"});
  into = seconds ? std::optional(Duration{std::llround(*seconds * 1000)}) : std::nullopt;
  return {};
}

Result<void> take_enabled(const json::object& body, std::optional<bool>& into) {
  const auto* value = body.if_contains("enabled");
  if (!value) return {};
  if (!value->is_null() && !value->is_bool())
    return invalid({"enabled 应为 true 或 false", "enabled must be true or false"});
  into = value->is_null() ? std::nullopt : std::optional(value->as_bool());
  return {};
}

Result<void> take_severity(const json::object& body, std::optional<rules::Severity>& into) {
  const auto* value = body.if_contains("severity");
  if (!value) return {};
  const auto severity = value->is_string() ? rules::parse_severity(value->as_string()) : std::nullopt;
  if (!severity && !value->is_null())
    return invalid({"severity 应为 watch、danger 或 no_data", "severity must be watch, danger or no_data"});
  into = severity;
  return {};
}

Result<rules::RuleOverride> changed(rules::RuleOverride own, const json::object& body) {
  for (const auto& [field, value] : body)
    if (std::ranges::find(changeable, std::string_view(field)) == changeable.end())
      return invalid(format_label(
          "没有 {} 这一项",
          "there is no field {}: a rule has enabled, threshold, clear, holdSeconds and severity", field));
  CUNKOU_TRY(take_enabled(body, own.enabled));
  CUNKOU_TRY(take(body, "threshold", own.threshold));
  CUNKOU_TRY(take(body, "clear", own.clear));
  CUNKOU_TRY(take_hold(body, own.hold));
  CUNKOU_TRY(take_severity(body, own.severity));
  return own;
}

bool is_empty(const rules::RuleOverride& own) {
  return !own.enabled && !own.threshold && !own.clear && !own.hold && !own.severity;
}

rules::RuleOverride own_of(const Monitor& monitor, ThingId thing, std::string_view rule, Instant now) {
  for (const auto& view : monitor.rules(thing, now))
    if (view.rule->code == rule && view.own) return *view.own;
  rules::RuleOverride none;
  none.thing = thing;
  none.rule = std::string(rule);
  return none;
}

Result<Response> adjust(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, find_thing(parts.things, request.id_param("id")));
  CUNKOU_TRY_VALUE(body, request.json());
  if (!body.is_object()) return invalid({"请求应为 JSON 对象", "the body must be a JSON object"});
  const auto thing = info->id;
  const auto code = request.param("code");
  const Actor by{request.who.person, "app"};
  const auto done = parts.service.change([&](Monitor& monitor, Instant now) -> Result<void> {
    CUNKOU_TRY_VALUE(own, changed(own_of(monitor, thing, code, now), body.as_object()));
    if (!is_empty(own)) return monitor.adjust(own, by, now);
    monitor.reset_rule(thing, code, by, now);
    return {};
  });
  if (!done) return done.error();
  return show(parts, *info, code);
}

Result<Response> reset(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, find_thing(parts.things, request.id_param("id")));
  const Actor by{request.who.person, "app"};
  parts.service.change(
      [&](Monitor& monitor, Instant now) { monitor.reset_rule(info->id, request.param("code"), by, now); });
  return show(parts, *info, request.param("code"));
}

}  // namespace

http::Routes rule_routes(const MonitorRouteParts& parts) {
  const auto at = [parts](const Request& r) { return scope_of_thing(parts.things, r.id_param("id")); };
  return {route(Method::get, "/api/crops", Permission::signed_in,
                {"List crops and their stages", "greenhouses", "", "Crops"}, {},
                [parts](const Request&) { return crops(parts); }),
          route(Method::get, "/api/greenhouses/{id}/rules", Permission::see,
                {"List the rules with the settings in force", "rules", "", "Rules"}, at,
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::put, "/api/greenhouses/{id}/rules/{code}", Permission::set_thresholds,
                {"Override the settings of a rule", "rules", "RuleChange", "Rule"}, at,
                [parts](const Request& r) { return adjust(parts, r); }),
          route(Method::delete_, "/api/greenhouses/{id}/rules/{code}", Permission::set_thresholds,
                {"Reset a rule to its standard settings", "rules", "", "Rule"}, at,
                [parts](const Request& r) { return reset(parts, r); })};
}

}  // namespace cunkou::monitor
