#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "api/greenhouse_json.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/monitor_service.hpp"
#include "api/routes.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;

json::object named(const Label& label) { return {{"zh", label.zh}, {"en", label.en}}; }

Result<Response> crops(Context& c) {
  json::array out;
  for (const auto& crop : c.control.definitions().crops) {
    json::array stages;
    for (const auto& stage : crop.stages)
      stages.push_back(json::object{{"code", stage.code}, {"name", named(stage.label)}});
    out.push_back(
        json::object{{"code", crop.code}, {"name", named(crop.label)}, {"stages", std::move(stages)}});
  }
  return Response::json(json::object{{"crops", std::move(out)}});
}

std::vector<monitor::RuleView> rules_of(Context& c, ThingId thing) {
  return c.control.with([&](monitor::Monitor& monitor, Instant now) { return monitor.rules(thing, now); });
}

json::object with_unit(const monitor::RuleView& view, const GreenhouseInfo& info) {
  auto out = rule_json(view);
  const auto* stream = info.stream(view.rule->quantity);
  out["unit"] = stream ? json::value(stream->unit) : json::value(nullptr);
  return out;
}

Result<Response> list(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  json::array out;
  for (const auto& view : rules_of(c, (*info)->id))
    if (view.setting || view.standard) out.push_back(with_unit(view, **info));
  return Response::json(json::object{{"rules", std::move(out)}});
}

Result<Response> show(Context& c, const GreenhouseInfo& info, std::string_view code) {
  for (const auto& view : rules_of(c, info.id))
    if (view.rule->code == code) return Response::json(with_unit(view, info));
  return not_found("没有这条规则|there is no such rule");
}

// What a form left empty.
bool is_empty(const json::value& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty());
}

// A field of the body over what the household has set: absent it stays, null or "" takes it back.
Result<void> take(const json::object& body, const char* key, std::optional<double>& into) {
  const auto* value = body.if_contains(key);
  if (!value) return {};
  if (!is_empty(*value) && !value->is_number())
    return invalid(std::string(key) + " 应为数字|" + key + " must be a number");
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
    return invalid("持续时间应在 0 到 7 天之间|holdSeconds must be between 0 and seven days");
  into = seconds ? std::optional(Duration{std::llround(*seconds * 1000)}) : std::nullopt;
  return {};
}

Result<void> take_enabled(const json::object& body, std::optional<bool>& into) {
  const auto* value = body.if_contains("enabled");
  if (!value) return {};
  if (!value->is_null() && !value->is_bool())
    return invalid("enabled 应为 true 或 false|enabled must be true or false");
  into = value->is_null() ? std::nullopt : std::optional(value->as_bool());
  return {};
}

Result<void> take_severity(const json::object& body, std::optional<rules::Severity>& into) {
  const auto* value = body.if_contains("severity");
  if (!value) return {};
  const auto severity = value->is_string() ? rules::parse_severity(value->as_string()) : std::nullopt;
  if (!severity && !value->is_null())
    return invalid("severity 应为 watch、danger 或 no_data|severity must be watch, danger or no_data");
  into = severity;
  return {};
}

Result<rules::RuleOverride> changed(rules::RuleOverride own, const json::object& body) {
  for (const auto& [field, value] : body)
    if (std::ranges::find(changeable, std::string_view(field)) == changeable.end())
      return invalid("没有 " + std::string(field) + " 这一项|there is no field " + std::string(field) +
                     ": a rule has enabled, threshold, clear, holdSeconds and severity");
  CUNKOU_TRY(take_enabled(body, own.enabled));
  CUNKOU_TRY(take(body, "threshold", own.threshold));
  CUNKOU_TRY(take(body, "clear", own.clear));
  CUNKOU_TRY(take_hold(body, own.hold));
  CUNKOU_TRY(take_severity(body, own.severity));
  return own;
}

bool says_nothing(const rules::RuleOverride& own) {
  return !own.enabled && !own.threshold && !own.clear && !own.hold && !own.severity;
}

rules::RuleOverride own_of(monitor::Monitor& monitor, ThingId thing, std::string_view rule, Instant now) {
  for (const auto& view : monitor.rules(thing, now))
    if (view.rule->code == rule && view.own) return *view.own;
  rules::RuleOverride none;
  none.thing = thing;
  none.rule = std::string(rule);
  return none;
}

Result<Response> adjust(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto body = request.json();
  if (!body) return body.error();
  if (!body->is_object()) return invalid("请求应为 JSON 对象|the body must be a JSON object");
  const auto thing = (*info)->id;
  const auto code = request.param("code");
  const monitor::By by{request.who.person, "app"};
  const auto done = c.control.with([&](monitor::Monitor& monitor, Instant now) -> Result<void> {
    const auto own = changed(own_of(monitor, thing, code, now), body->as_object());
    if (!own) return own.error();
    if (!says_nothing(*own)) return monitor.adjust(*own, by, now);
    monitor.reset_rule(thing, code, by, now);
    return {};
  });
  if (!done) return done.error();
  return show(c, **info, code);
}

Result<Response> reset(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const monitor::By by{request.who.person, "app"};
  c.control.with([&](monitor::Monitor& monitor, Instant now) {
    monitor.reset_rule((*info)->id, request.param("code"), by, now);
  });
  return show(c, **info, request.param("code"));
}

}  // namespace

http::Routes rule_routes(Context& c) {
  const auto at = at_greenhouse(c);
  return {route(Method::get, "/api/crops", Permission::signed_in,
                {"Crops and their stages", "greenhouses", "", "Crops"}, {},
                [&c](const Request&) { return crops(c); }),
          route(Method::get, "/api/greenhouses/{id}/rules", Permission::see,
                {"The rules as they stand here and now", "rules", "", "Rules"}, at,
                [&c](const Request& r) { return list(c, r); }),
          route(Method::put, "/api/greenhouses/{id}/rules/{code}", Permission::set_thresholds,
                {"Set one's own numbers of a rule", "rules", "RuleChange", "Rule"}, at,
                [&c](const Request& r) { return adjust(c, r); }),
          route(Method::delete_, "/api/greenhouses/{id}/rules/{code}", Permission::set_thresholds,
                {"Back to the standard", "rules", "", "Rule"}, at,
                [&c](const Request& r) { return reset(c, r); })};
}

}  // namespace cunkou::api
