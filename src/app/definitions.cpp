#include "app/definitions.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "app/read_yaml.hpp"
#include "sensing/monitor/advise.hpp"
#include "sensing/rules/climate.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

Label label(const YAML::Node& node) {
  Label l;
  each_key(node, "a text", {{"zh", into(l.zh, text, true)}, {"en", into(l.en, text, true)}});
  return l;
}

devices::Quantity quantity(const YAML::Node& node) {
  devices::Quantity q;
  each_key(node, "a quantity",
           {{"name", into(q.name, code, true)},
            {"label", into(q.label, label, true)},
            {"unit", into(q.unit, text, true)},
            {"min", into(q.min, number, true)},
            {"max", into(q.max, number, true)},
            {"resolution", into(q.resolution, number)},
            {"interval", into(q.interval, duration, true)},
            {"reported", into(q.reported, yes_or_no)}});
  if (q.min >= q.max) refuse(node, "min of " + q.name + " must lie below max");
  return q;
}

devices::ActuatorKind actuator_kind(const YAML::Node& node) {
  using enum devices::ActuatorKind;
  for (auto kind : {vent, roller_shutter, fan, heater, valve})
    if (name(kind) == text(node)) return kind;
  refuse(node, "\"" + text(node) + "\": choose among vent, roller_shutter, fan, heater, valve");
}

devices::SafePosition safe_position(const YAML::Node& node) {
  devices::SafePosition safe;
  each_key(node, "safe",
           {{"day", into(safe.day, percent, true)}, {"night", into(safe.night, percent, true)}});
  return safe;
}

devices::Actuator actuator(const YAML::Node& node) {
  devices::Actuator a;
  each_key(node, "an actuator",
           {{"name", into(a.name, code, true)},
            {"kind", into(a.kind, actuator_kind, true)},
            {"label", into(a.label, label, true)},
            {"on_min", into(a.on_min, duration, true)},
            {"off_min", into(a.off_min, duration, true)},
            {"run_max", into(a.run_max, duration, true)},
            {"safe", {[&](const YAML::Node& n) { a.safe = safe_position(n); }}},
            {"reports_position", into(a.reports_position, yes_or_no)}});
  if (a.run_max <= a.on_min) refuse(node, "run_max of " + a.name + " must be longer than on_min");
  return a;
}

devices::Profile profile(const YAML::Node& root) {
  devices::Profile p;
  each_key(root, "a profile",
           {{"name", into(p.name, code, true)},
            {"label", into(p.label, label, true)},
            {"thing", into(p.thing, code)},
            {"open", into(p.open, yes_or_no)},
            {"stale_after", into(p.stale_after, duration, true)},
            {"quantities",
             {[&](const YAML::Node& n) {
                each_item(n, "quantities", [&](const YAML::Node& item) {
                  auto q = quantity(item);
                  if (p.quantity(q.name)) refuse(item, "\"" + q.name + "\" stands here twice");
                  p.quantities.push_back(std::move(q));
                });
              },
              true}},
            {"actuators", {[&](const YAML::Node& n) {
               each_item(n, "actuators", [&](const YAML::Node& item) {
                 auto a = actuator(item);
                 if (p.actuator(a.name)) refuse(item, "\"" + a.name + "\" stands here twice");
                 p.actuators.push_back(std::move(a));
               });
             }}}});
  if (p.stale_after <= Duration{0}) refuse(root, "stale_after must be longer than nothing");
  for (const auto& a : p.actuators)
    if (a.reports_position && !p.quantity(a.name + "_position"))
      refuse(root, a.name + " reports its position: give the profile a quantity " + a.name + "_position");
  return p;
}

using Sources = std::map<std::string, std::string>;

std::string source(const YAML::Node& node, const Sources& sources) {
  const auto found = sources.find(text(node));
  if (found == sources.end())
    refuse(node, "\"" + text(node) + "\" is not among the sources of this file: name it there");
  return found->second;
}

agronomy::Period period(const YAML::Node& node) {
  return word(node, agronomy::parse_period(text(node)),
              "always, day, night, morning, afternoon, evening, late_night");
}

agronomy::Band band(const YAML::Node& node, const Sources& sources) {
  agronomy::Band b;
  each_key(node, "a band",
           {{"quantity", into(b.quantity, code, true)},
            {"period", into(b.period, period, true)},
            {"low", into(b.low, number, true)},
            {"high", into(b.high, number, true)},
            {"source", {[&](const YAML::Node& n) { b.source = source(n, sources); }, true}}});
  if (b.low >= b.high) refuse(node, "low of a band must lie below high");
  return b;
}

Key bands(std::vector<agronomy::Band>& all, const Sources& sources) {
  return {[&](const YAML::Node& n) {
    each_item(n, "bands", [&](const YAML::Node& item) { all.push_back(band(item, sources)); });
  }};
}

Key limits(std::map<std::string, agronomy::Limit>& all, const Sources& sources) {
  return {[&](const YAML::Node& n) {
    if (!n.IsMap()) refuse(n, "limits holds names and numbers");
    for (const auto& item : n) {
      agronomy::Limit limit;
      each_key(item.second, "a limit",
               {{"value", into(limit.value, number, true)},
                {"source", {[&](const YAML::Node& s) { limit.source = source(s, sources); }, true}}});
      all[code(item.first)] = limit;
    }
  }};
}

int whole_days(const YAML::Node& node) {
  const double value = number(node);
  if (value < 0 || value > 1000 || value != std::floor(value))
    refuse(node, "from_day is a whole number of days");
  return static_cast<int>(value);
}

agronomy::Stage stage(const YAML::Node& node, const Sources& sources) {
  agronomy::Stage s;
  each_key(node, "a stage",
           {{"code", into(s.code, code, true)},
            {"label", into(s.label, label, true)},
            {"from_day", {[&](const YAML::Node& n) { s.from_day = whole_days(n); }}},
            {"bands", bands(s.bands, sources)},
            {"limits", limits(s.limits, sources)}});
  return s;
}

Sources read_sources(const YAML::Node& root) {
  Sources sources;
  if (!root.IsMap() || !root["sources"] || !root["sources"].IsMap())
    refuse(
        root,
        "a crop needs \"sources\": a name and a text for each, so that every number says where it is from");
  for (const auto& item : root["sources"]) sources[text(item.first)] = text(item.second);
  return sources;
}

agronomy::Crop crop(const YAML::Node& root) {
  agronomy::Crop c;
  const Sources sources = read_sources(root);
  each_key(root, "a crop",
           {{"code", into(c.code, code, true)},
            {"label", into(c.label, label, true)},
            {"sources", {[](const YAML::Node&) {}}},
            {"bands", bands(c.bands, sources)},
            {"limits", limits(c.limits, sources)},
            {"stages",
             {[&](const YAML::Node& n) {
                each_item(n, "stages", [&](const YAML::Node& item) {
                  auto s = stage(item, sources);
                  if (c.stage(s.code)) refuse(item, "\"" + s.code + "\" stands here twice");
                  c.stages.push_back(std::move(s));
                });
              },
              true}}});
  return c;
}

rules::LimitSource limit_source(const YAML::Node& node) {
  using From = rules::LimitSource::From;
  rules::LimitSource limit;
  each_key(node, "limit",
           {{"number", {[&](const YAML::Node& n) { limit.from = From::number, limit.number = number(n); }}},
            {"crop", {[&](const YAML::Node& n) { limit.from = From::crop_limit, limit.limit = code(n); }}},
            {"band", {[&](const YAML::Node& n) {
               if (text(n) != "low" && text(n) != "high") refuse(n, "band is low or high");
               limit.from = text(n) == "low" ? From::band_low : From::band_high;
             }}},
            {"margin", into(limit.margin, number)},
            {"otherwise", {[&](const YAML::Node& n) { limit.otherwise = number(n); }}}});
  if ((node["number"] ? 1 : 0) + (node["crop"] ? 1 : 0) + (node["band"] ? 1 : 0) != 1)
    refuse(node, "a limit is one of number, crop (the name of a limit) or band (low or high)");
  if (limit.otherwise && limit.from != From::crop_limit)
    refuse(node, "otherwise is the number where no crop names the limit: it goes with crop only");
  return limit;
}

rules::Remedy remedy(const YAML::Node& node) {
  rules::Remedy r;
  each_key(node, "remedy",
           {{"kind", into(r.kind, actuator_kind, true)},
            {"position", into(r.position, percent, true)},
            {"afterwards", {[&](const YAML::Node& n) { r.afterwards = percent(n); }}}});
  return r;
}

rules::Kind kind(const YAML::Node& node) {
  return word(node, rules::parse_kind(text(node)), "above, below, rising, falling, silent, stuck");
}
rules::Severity severity(const YAML::Node& node) {
  return word(node, rules::parse_severity(text(node)), "watch, lost, danger");
}

void check_rule(const YAML::Node& root, const rules::Rule& r) {
  using rules::Kind;
  const bool has_limit = r.limit.from != rules::LimitSource::From::none;
  const bool rate = r.kind == Kind::rising || r.kind == Kind::falling;
  if (r.kind != Kind::silent && !has_limit) refuse(root, "a rule of this kind needs \"limit\"");
  if (rate && r.window <= Duration{0}) refuse(root, "a rule of this kind needs \"window\", such as 30m");
  if ((r.kind == Kind::silent || r.kind == Kind::stuck) && r.hold < minutes(1))
    refuse(root, "hold of this kind is how long nothing comes or moves: one minute or more");
  if (r.quantity == "any" && r.kind != Kind::silent)
    refuse(root, "\"any\" quantity goes with kind silent only");
  if (r.hysteresis < 0) refuse(root, "hysteresis is not negative");
  if ((r.limit.from == rules::LimitSource::From::number || r.limit.otherwise) && r.source.empty())
    refuse(root, "a number of its own needs \"source\"");
}

rules::Rule rule(const YAML::Node& root) {
  rules::Rule r;
  each_key(root, "a rule",
           {{"code", into(r.code, code, true)},
            {"concern", into(r.concern, code, true)},
            {"label", into(r.label, label, true)},
            {"message", into(r.message, label, true)},
            {"quantity", into(r.quantity, code, true)},
            {"kind", into(r.kind, kind, true)},
            {"period", into(r.period, period)},
            {"crop", into(r.crop, code)},
            {"enabled", into(r.enabled, yes_or_no)},
            {"severity", into(r.severity, severity, true)},
            {"grade", into(r.grade, number)},
            {"limit", into(r.limit, limit_source)},
            {"hysteresis", into(r.hysteresis, number)},
            {"hold", into(r.hold, duration, true)},
            {"clear_hold", into(r.clear_hold, duration)},
            {"window", into(r.window, duration)},
            {"remedies", {[&](const YAML::Node& n) {
               each_item(n, "remedies", [&](const YAML::Node& one) {
                 const auto made = remedy(one);
                 if (r.remedy_by(made.kind)) refuse(one, "a kind of actuator stands in remedies once");
                 r.remedies.push_back(made);
               });
             }}},
            {"source", into(r.source, text)}});
  check_rule(root, r);
  return r;
}

template <class T>
void by_severity(const YAML::Node& node, const std::string& where, std::array<T, 3>& target,
                 const std::function<T(const YAML::Node&)>& read) {
  if (!node.IsMap()) refuse(node, where + " holds watch, lost and danger");
  for (const auto& item : node) target[static_cast<std::size_t>(severity(item.first))] = read(item.second);
}

ClockSpan clock_span(const YAML::Node& node) {
  ClockSpan span;
  each_key(
      node, "quiet",
      {{"from", into(span.from_min, minute_of_day, true)}, {"to", into(span.to_min, minute_of_day, true)}});
  return span;
}

notifications::EscalationStep escalation_step(const YAML::Node& node) {
  notifications::EscalationStep r;
  each_key(node, "an escalation step",
           {{"name", into(r.name, code, true)},
            {"after",
             {[&](const YAML::Node& n) {
                by_severity<std::optional<Duration>>(n, "after", r.after,
                                                     [](const YAML::Node& d) { return duration(d); });
              },
              true}}});
  if (r.name != "household" && r.name != "technician" && r.name != "village")
    refuse(node, "\"" + r.name + "\": choose among household, technician, village");
  return r;
}

notifications::RepeatPolicy repeat_policy(const YAML::Node& node) {
  notifications::RepeatPolicy p;
  each_key(node, "repeat",
           {{"every", into(p.every, duration, true)},
            {"quiet", {[&](const YAML::Node& n) { p.quiet = clock_span(n); }}}});
  return p;
}

notifications::EscalationPolicy escalation(const YAML::Node& root) {
  notifications::EscalationPolicy l;
  each_key(root, "the escalation policy",
           {{"steps",
             {[&](const YAML::Node& n) {
                each_item(n, "steps",
                          [&](const YAML::Node& item) { l.steps.push_back(escalation_step(item)); });
              },
              true}},
            {"repeat",
             {[&](const YAML::Node& n) {
                by_severity<notifications::RepeatPolicy>(n, "repeat", l.repeat, repeat_policy);
              },
              true}}});
  if (l.steps.empty()) refuse(root, "the escalation policy needs a step");
  for (const auto& first : l.steps.front().after)
    if (!first || *first != Duration{0})
      refuse(root, "the first step is notified at once: write 0s for each severity");
  if (l.repeat[static_cast<std::size_t>(rules::Severity::danger)].quiet)
    refuse(root["repeat"], "danger has no quiet hours: it is delivered at any hour");
  return l;
}

std::map<std::string, Label> advice(const YAML::Node& root) {
  std::map<std::string, Label> all;
  if (!root.IsMap()) refuse(root, "advice holds codes and texts");
  for (const auto& item : root) all[code(item.first)] = label(item.second);
  for (const auto known : monitor::advice_codes())
    if (!all.contains(std::string(known)))
      refuse(root, "there is no sentence for \"" + std::string(known) + "\"");
  for (const auto& item : root)
    if (!std::ranges::count(monitor::advice_codes(), std::string_view(item.first.Scalar())))
      refuse(item.first, "the program gives no advice called \"" + item.first.Scalar() + "\"");
  return all;
}

template <class T>
T read_file(const fs::path& file, T (*read)(const YAML::Node&)) {
  auto result = read_text(contents(file), file.string(), read);
  if (!result) throw BadDefinition{result.error().reason};
  return std::move(*result);
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  if (error || files.empty())
    throw BadDefinition{folder.string() +
                        " holds no definitions: point to the folder that came with the program"};
  std::ranges::sort(files);
  return files;
}

template <class T, class Name>
void read_folder(const fs::path& folder, std::vector<T>& all, T (*read)(const YAML::Node&), Name name) {
  for (const auto& file : yaml_files(folder)) {
    T one = read_file(file, read);
    if (std::ranges::count(all, std::invoke(name, one), name))
      throw BadDefinition{file.string() + ", line 1: \"" + std::invoke(name, one) +
                          "\" is defined in another file too: rename one"};
    all.push_back(std::move(one));
  }
}

bool is_measured(const Definitions& all, const std::string& quantity) {
  return quantity == "any" || rules::is_derived(quantity) ||
         std::ranges::any_of(all.profiles,
                             [&](const devices::Profile& p) { return p.quantity(quantity) != nullptr; });
}

bool names_limit(const agronomy::Crop& crop, const std::string& limit) {
  return crop.limits.contains(limit) ||
         std::ranges::any_of(crop.stages, [&](const agronomy::Stage& s) { return s.limits.contains(limit); });
}

void check_together(const Definitions& all, const fs::path& folder) {
  for (const auto& r : all.rules.rules) {
    const auto refuse_rule = [&](const std::string& what) {
      throw BadDefinition{(folder / "rules").string() + ", rule " + r.code + ": " + what};
    };
    if (!is_measured(all, r.quantity)) refuse_rule("no profile measures \"" + r.quantity + "\"");
    if (!r.crop.empty() && !all.crop(r.crop)) refuse_rule("there is no crop \"" + r.crop + "\"");
    if (r.limit.from == rules::LimitSource::From::crop_limit &&
        !std::ranges::any_of(all.crops,
                             [&](const agronomy::Crop& c) { return names_limit(c, r.limit.limit); }))
      refuse_rule("no crop names a limit \"" + r.limit.limit + "\"");
  }
  for (const auto& c : all.crops)
    for (const auto& b : c.bands)
      if (!is_measured(all, b.quantity))
        throw BadDefinition{(folder / "crops").string() + ", crop " + c.code + ": no profile measures \"" +
                            b.quantity + "\""};
}

}  // namespace

const devices::Profile* Definitions::profile(std::string_view name) const {
  const auto found = std::ranges::find(profiles, name, &devices::Profile::name);
  return found == profiles.end() ? nullptr : &*found;
}

const agronomy::Crop* Definitions::crop(std::string_view wanted) const {
  const auto found = std::ranges::find(crops, wanted, &agronomy::Crop::code);
  return found == crops.end() ? nullptr : &*found;
}

Result<devices::Profile> read_profile(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, profile);
}
Result<agronomy::Crop> read_crop(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, crop);
}
Result<rules::Rule> read_rule(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, rule);
}
Result<notifications::EscalationPolicy> read_escalation(const std::string& yaml, const std::string& file) {
  return read_text(yaml, file, escalation);
}

Result<Definitions> load_definitions(const fs::path& folder) {
  try {
    Definitions all;
    read_folder(folder / "profiles", all.profiles, profile, &devices::Profile::name);
    read_folder(folder / "crops", all.crops, crop, &agronomy::Crop::code);
    read_folder(folder / "rules", all.rules.rules, rule, &rules::Rule::code);
    all.escalation = read_file(folder / "escalation.yaml", escalation);
    all.advice = read_file(folder / "advice.yaml", advice);
    check_together(all, folder);
    return all;
  } catch (const BadDefinition& bad) {
    return invalid(bad.reason);
  }
}

}  // namespace cunkou::app
