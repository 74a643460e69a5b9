#include "sql/rules_sql.hpp"
#include "sql/query.hpp"

namespace cunkou::sql {
namespace {

using namespace control;
using I = std::int64_t;
using OI = std::optional<std::int64_t>;
using OD = std::optional<double>;
using S = std::string;

class RulesSql final : public RuleStore {
 public:
  explicit RulesSql(soci::session& session) : session_(session) {}

  std::vector<RuleState> states() override {
    std::vector<RuleState> out;
    each<I, S, S, I, I, double, I>(
        session_, "SELECT thing, rule, phase, since, seen, anchor, anchor_at FROM rule_states", values(),
        [&](I thing, S rule, S phase, I since, I seen, double anchor, I anchor_at) {
          RuleState state;
          state.thing = ThingId(thing);
          state.rule = std::move(rule);
          state.phase = parse_phase(phase).value_or(Phase::quiet);
          state.since = {since};
          state.seen = {seen};
          state.anchor = anchor;
          state.anchor_at = {anchor_at};
          out.push_back(std::move(state));
        });
    return out;
  }

  void put_states(std::span<const RuleState> states) override {
    for (const auto& s : states)
      run(session_,
          "INSERT OR REPLACE INTO rule_states(thing, rule, phase, since, seen, anchor, anchor_at) "
          "SELECT ?,?,?,?,?,?,? WHERE EXISTS (SELECT 1 FROM things WHERE id = ?)",
          s.thing, s.rule, name(s.phase), s.since, s.seen, s.anchor, s.anchor_at, s.thing);
  }

  std::vector<RuleOverride> overrides() override {
    std::vector<RuleOverride> out;
    each<I, S, OI, OD, OD, OI, S>(
        session_, "SELECT thing, rule, enabled, threshold, clear, hold, severity FROM rule_overrides",
        values(), [&](I thing, S rule, OI enabled, OD threshold, OD clear, OI hold, S severity) {
          RuleOverride o;
          o.thing = ThingId(thing);
          o.rule = std::move(rule);
          if (enabled) o.enabled = *enabled != 0;
          o.threshold = threshold;
          o.clear = clear;
          if (hold) o.hold = Duration{*hold};
          o.severity = parse_severity(severity);
          out.push_back(std::move(o));
        });
    return out;
  }

  void put_override(const RuleOverride& o) override {
    const auto hold = o.hold ? std::optional<I>(o.hold->count()) : std::nullopt;
    const auto severity = o.severity ? std::optional<S>(name(*o.severity)) : std::nullopt;
    run(session_,
        "INSERT OR REPLACE INTO rule_overrides(thing, rule, enabled, threshold, clear, hold, severity) "
        "VALUES (?,?,?,?,?,?,?)",
        o.thing, o.rule, o.enabled, o.threshold, o.clear, hold, severity);
  }
  void remove_override(ThingId thing, std::string_view rule) override {
    run(session_, "DELETE FROM rule_overrides WHERE thing = ? AND rule = ?", thing, rule);
  }
  std::vector<Greenhouse> greenhouses() override {
    std::vector<Greenhouse> out;
    each<I, S, S, OI, OD, OD, S, OI, OI, I, OI, OI>(
        session_,
        "SELECT t.id, s.crop, s.stage, s.planted_at, p.latitude, p.longitude, s.profile, s.day_from, "
        "s.day_to, s.automatic, h.quiet_from, "
        "h.quiet_to FROM things t LEFT JOIN places p ON p.id = t.place LEFT JOIN households h ON h.id = "
        "t.household "
        "LEFT JOIN greenhouse_settings s ON s.thing = t.id WHERE t.kind = 'greenhouse' ORDER BY t.id",
        values(),
        [&](I id, S crop, S stage, OI planted, OD latitude, OD longitude, S profile, OI day_from, OI day_to,
            I automatic, OI quiet_from, OI quiet_to) {
          Greenhouse g;
          g.thing = ThingId(id);
          if (!profile.empty()) g.profile = std::move(profile);
          g.crop = std::move(crop);
          g.stage = std::move(stage);
          if (planted) g.planted = Instant{*planted};
          if (latitude && longitude) g.site.latitude = *latitude, g.site.longitude = *longitude;
          g.day = span(day_from, day_to);
          g.quiet = span(quiet_from, quiet_to);
          g.automatic = automatic != 0;
          out.push_back(std::move(g));
        });
    return out;
  }

  void put_greenhouse(const Greenhouse& g) override {
    const auto from = g.day ? std::optional(g.day->from_min) : std::nullopt;
    const auto to = g.day ? std::optional(g.day->to_min) : std::nullopt;
    run(session_,
        "INSERT OR REPLACE INTO greenhouse_settings(thing, profile, crop, stage, planted_at, day_from, "
        "day_to, automatic) "
        "VALUES (?,?,?,?,?,?,?,?)",
        g.thing, g.profile, g.crop, g.stage, g.planted, from, to, g.automatic);
  }

  void forget(ThingId thing) override {
    for (auto table : {"rule_overrides", "rule_states", "greenhouse_settings"})
      run(session_, std::string("DELETE FROM ") + table + " WHERE thing = ?", thing);
  }

 private:
  static std::optional<ClockSpan> span(OI from, OI to) {
    if (!from || !to) return {};
    return ClockSpan{static_cast<int>(*from), static_cast<int>(*to)};
  }
  soci::session& session_;
};

}  // namespace

RuleStore& rule_store(Transaction& t) { return t.store<RuleStore, RulesSql>(); }

}  // namespace cunkou::sql
