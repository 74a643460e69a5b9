#include "sensing/monitor/http/monitor_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <optional>

#include "platform/http/body.hpp"
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

// A field of the body: absent, it keeps what the household has set; null or "" removes that.
template <class T>
using FieldChange = std::optional<std::optional<T>>;

struct RuleForm {
  FieldChange<bool> enabled;
  FieldChange<double> threshold, clear, hold_seconds;
  FieldChange<rules::Severity> severity;
};

template <class T>
FieldChange<T> change_of(bool removes, std::optional<T> value) {
  if (removes) return FieldChange<T>(std::in_place);
  return value ? FieldChange<T>(value) : FieldChange<T>();
}

FieldChange<double> read_number(http::Body& body, std::string_view field) {
  const bool removes = body.is_empty(field);
  return change_of(removes, removes ? std::nullopt : body.optional_number(field));
}

FieldChange<rules::Severity> read_severity(http::Body& body) {
  const auto word = body.optional_text("severity");
  const auto severity = word ? rules::parse_severity(*word) : std::nullopt;
  if (word && !severity)
    body.check("severity", invalid({"severity 应为 watch、danger 或 no_data",
                                    "severity must be watch, danger or no_data"}));
  return change_of(body.is_null("severity"), severity);
}

RuleForm read_form(http::Body& body) {
  RuleForm form;
  form.enabled = change_of(body.is_null("enabled"), body.optional_flag("enabled"));
  form.threshold = read_number(body, "threshold");
  form.clear = read_number(body, "clear");
  form.hold_seconds = read_number(body, "holdSeconds");
  form.severity = read_severity(body);
  return form;
}

// Any number of JSON, also one beyond what a Duration holds: which hold is permitted, check_override knows.
Duration duration_of(double number_of_seconds) {
  constexpr double most_ms = 1e15;
  return Duration{std::llround(std::clamp(number_of_seconds * 1000, -most_ms, most_ms))};
}

rules::RuleOverride changed(rules::RuleOverride own, const RuleForm& form) {
  if (form.enabled) own.enabled = *form.enabled;
  if (form.threshold) own.threshold = *form.threshold;
  if (form.clear) own.clear = *form.clear;
  if (form.severity) own.severity = *form.severity;
  if (!form.hold_seconds) return own;
  const auto& hold = *form.hold_seconds;
  own.hold = hold ? std::optional(duration_of(*hold)) : std::nullopt;
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
  http::Body body(request);
  const auto form = read_form(body);
  if (auto refusal = body.refusal()) return *refusal;
  const auto thing = info->id;
  const auto code = request.param("code");
  const Actor by{request.who.person, "app"};
  const auto done = parts.service.change([&](Monitor& monitor, Instant now) -> Result<void> {
    const auto own = changed(own_of(monitor, thing, code, now), form);
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

http::Routes rule_routes(const MonitorRouteParts& parts, const std::string& path) {
  const auto at = [parts](const Request& r) { return scope_of_thing(parts.things, r.id_param("id")); };
  return {route(Method::get, path + "/{id}/rules", Permission::see,
                {"List the rules with the settings in force", "rules", "", "Rules"}, at,
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::put, path + "/{id}/rules/{code}", Permission::set_thresholds,
                {"Override the settings of a rule", "rules", "RuleChange", "Rule"}, at,
                [parts](const Request& r) { return adjust(parts, r); }),
          route(Method::delete_, path + "/{id}/rules/{code}", Permission::set_thresholds,
                {"Reset a rule to its standard settings", "rules", "", "Rule"}, at,
                [parts](const Request& r) { return reset(parts, r); })};
}

}  // namespace cunkou::monitor
