#include "sensing/rules/definitions/rule_reader.hpp"

#include "sensing/agronomy/definitions/crop_reader.hpp"
#include "sensing/devices/definitions/profile_reader.hpp"

namespace cunkou::rules {
namespace {

using yaml::code;
using yaml::duration;
using yaml::each_item;
using yaml::each_key;
using yaml::into;
using yaml::label;
using yaml::number;
using yaml::percent;
using yaml::refuse;
using yaml::text;
using yaml::yes_or_no;

LimitSource limit_source(const yaml::Node& node) {
  using From = LimitSource::From;
  LimitSource limit;
  each_key(node, "limit",
           {{"number", {[&](const yaml::Node& n) { limit.from = From::number, limit.number = number(n); }}},
            {"crop", {[&](const yaml::Node& n) { limit.from = From::crop_limit, limit.limit = code(n); }}},
            {"band", {[&](const yaml::Node& n) {
               if (text(n) != "low" && text(n) != "high") refuse(n, "band is low or high");
               limit.from = text(n) == "low" ? From::band_low : From::band_high;
             }}},
            {"margin", into(limit.margin, number)},
            {"otherwise", into(limit.otherwise, number)}});
  if ((node["number"] ? 1 : 0) + (node["crop"] ? 1 : 0) + (node["band"] ? 1 : 0) != 1)
    refuse(node, "a limit is one of number, crop (the name of a limit) or band (low or high)");
  if (limit.otherwise && limit.from != From::crop_limit)
    refuse(node, "otherwise is the number where no crop names the limit: it goes with crop only");
  return limit;
}

Remedy remedy(const yaml::Node& node) {
  Remedy r;
  each_key(node, "remedy",
           {{"kind", into(r.kind, devices::read_actuator_kind, true)},
            {"position", into(r.position, percent, true)},
            {"afterwards", into(r.afterwards, percent)}});
  return r;
}

Kind kind(const yaml::Node& node) {
  return yaml::word(node, parse_kind(text(node)), "above, below, rising, falling, silent, stuck");
}

void check_rule(const yaml::Node& root, const Rule& r) {
  const bool has_limit = r.limit.from != LimitSource::From::none;
  const bool rate = r.kind == Kind::rising || r.kind == Kind::falling;
  if (r.kind != Kind::silent && !has_limit) refuse(root, "a rule of this kind needs \"limit\"");
  if (rate && r.window <= Duration{0}) refuse(root, "a rule of this kind needs \"window\", such as 30m");
  if ((r.kind == Kind::silent || r.kind == Kind::stuck) && r.hold < minutes(1))
    refuse(root, "hold of this kind is how long nothing comes or moves: one minute or more");
  if (r.quantity == "any" && r.kind != Kind::silent)
    refuse(root, "\"any\" quantity goes with kind silent only");
  if (r.hysteresis < 0) refuse(root, "hysteresis is not negative");
  if ((r.limit.from == LimitSource::From::number || r.limit.otherwise) && r.source.empty())
    refuse(root, "a number of its own needs \"source\"");
}

}  // namespace

Severity read_severity(const yaml::Node& node) {
  return yaml::word(node, parse_severity(text(node)), "watch, no_data, danger");
}

Rule read_rule(const yaml::Node& root) {
  Rule r;
  each_key(root, "a rule",
           {{"code", into(r.code, code, true)},
            {"concern", into(r.concern, code, true)},
            {"label", into(r.label, label, true)},
            {"message", into(r.message, label, true)},
            {"quantity", into(r.quantity, code, true)},
            {"kind", into(r.kind, kind, true)},
            {"period", into(r.period, agronomy::read_period)},
            {"crop", into(r.crop, code)},
            {"enabled", into(r.enabled, yes_or_no)},
            {"severity", into(r.severity, read_severity, true)},
            {"grade", into(r.grade, number)},
            {"limit", into(r.limit, limit_source)},
            {"hysteresis", into(r.hysteresis, number)},
            {"hold", into(r.hold, duration, true)},
            {"clear_hold", into(r.clear_hold, duration)},
            {"window", into(r.window, duration)},
            {"remedies", {[&](const yaml::Node& n) {
               each_item(n, "remedies", [&](const yaml::Node& one) {
                 const auto made = remedy(one);
                 if (r.remedy_by(made.kind)) refuse(one, "remedies may name a kind of actuator only once");
                 r.remedies.push_back(made);
               });
             }}},
            {"source", into(r.source, text)}});
  check_rule(root, r);
  return r;
}

}  // namespace cunkou::rules
