#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/rules/rule_store.hpp"

namespace cunkou::rules {
namespace {

using namespace sql;
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
  void forget(ThingId thing) override {
    for (auto table : {"rule_overrides", "rule_states"})
      run(session_, std::string("DELETE FROM ") + table + " WHERE thing = ?", thing);
  }

 private:
  soci::session& session_;
};

}  // namespace

RuleStore& rule_store(sql::Transaction& t) { return t.store<RuleStore, RulesSql>(); }

}  // namespace cunkou::rules
