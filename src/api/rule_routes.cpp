#include <boost/json.hpp>

#include "api/control_room.hpp"
#include "api/greenhouse_json.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/routes.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using people::Permission;

json::object named(const Label& label) { return {{"zh", label.zh}, {"en", label.en}}; }

Result<Response> crops(Context& c) {
  json::array out;
  for (const auto& crop : c.control.book().crops) {
    json::array stages;
    for (const auto& stage : crop.stages)
      stages.push_back(json::object{{"code", stage.code}, {"name", named(stage.label)}});
    out.push_back(
        json::object{{"code", crop.code}, {"name", named(crop.label)}, {"stages", std::move(stages)}});
  }
  return Response::json(json::object{{"crops", std::move(out)}});
}

std::vector<control::RuleView> rules_of(Context& c, ThingId thing) {
  return c.control.with([&](control::Watch& watch, Instant now) { return watch.rules(thing, now); });
}

json::object with_unit(const control::RuleView& view, const GreenhouseInfo& info) {
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

Result<std::optional<double>> number(const json::object& body, const char* key) {
  const auto* value = body.if_contains(key);
  if (!value || value->is_null()) return std::optional<double>();
  if (!value->is_number()) return invalid(std::string(key) + " 应为数字|" + key + " must be a number");
  return std::optional(value->to_number<double>());
}

Result<control::RuleOverride> read_override(const Request& request, ThingId thing) {
  const auto body = request.json();
  if (!body) return body.error();
  if (!body->is_object()) return invalid("请求应为 JSON 对象|the body must be a JSON object");
  const auto& o = body->as_object();
  control::RuleOverride out;
  out.thing = thing;
  out.rule = std::string(request.param("code"));
  const auto threshold = number(o, "threshold"), clear = number(o, "clear"), hold = number(o, "holdSeconds");
  for (const auto* n : {&threshold, &clear, &hold})
    if (!*n) return n->error();
  out.threshold = *threshold;
  out.clear = *clear;
  if (*hold) {
    if (!(**hold >= 0 && **hold <= 7 * 86'400))
      return invalid("持续时间应在 0 到 7 天之间|holdSeconds must be between 0 and seven days");
    out.hold = Duration{static_cast<std::int64_t>(**hold * 1000)};
  }
  if (const auto* enabled = o.if_contains("enabled"); enabled && !enabled->is_null()) {
    if (!enabled->is_bool()) return invalid("enabled 应为 true 或 false|enabled must be true or false");
    out.enabled = enabled->as_bool();
  }
  if (const auto* severity = o.if_contains("severity"); severity && !severity->is_null()) {
    out.severity = severity->is_string() ? control::parse_severity(severity->as_string()) : std::nullopt;
    if (!out.severity)
      return invalid("severity 应为 watch、danger 或 lost|severity must be watch, danger or lost");
  }
  return out;
}

Result<Response> adjust(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto wanted = read_override(request, (*info)->id);
  if (!wanted) return wanted.error();
  const control::By by{request.who.person, "app"};
  const auto done =
      c.control.with([&](control::Watch& watch, Instant now) { return watch.adjust(*wanted, by, now); });
  if (!done) return done.error();
  return show(c, **info, request.param("code"));
}

Result<Response> reset(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const control::By by{request.who.person, "app"};
  c.control.with([&](control::Watch& watch, Instant now) {
    watch.reset_rule((*info)->id, request.param("code"), by, now);
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
