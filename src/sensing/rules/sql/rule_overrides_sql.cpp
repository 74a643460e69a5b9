#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/rules/rule_override_store.hpp"

namespace cunkou::rules {
namespace {

using namespace sql;

class RuleOverridesSql final : public RuleOverrideStore {
 public:
  explicit RuleOverridesSql(soci::session& session) : session_(session) {}

  std::vector<RuleOverride> all() override {
    std::vector<RuleOverride> out;
    each<ThingId, Text, std::optional<bool>, MaybeReal, MaybeReal, MaybeInt, Text>(
        session_, "SELECT thing, rule, enabled, threshold, clear, hold, severity FROM rule_overrides",
        values(),
        [&](ThingId thing, Text rule, std::optional<bool> enabled, MaybeReal threshold, MaybeReal clear,
            MaybeInt hold, Text severity) {
          RuleOverride o;
          o.thing = thing;
          o.rule = std::move(rule);
          o.enabled = enabled;
          o.threshold = threshold;
          o.clear = clear;
          if (hold) o.hold = Duration{*hold};
          if (!severity.empty()) o.severity = parse_severity(severity).value_or(Severity::danger);
          out.push_back(std::move(o));
        });
    return out;
  }

  void put(const RuleOverride& o) override {
    const auto hold = o.hold ? std::optional<Int>(o.hold->count()) : std::nullopt;
    const auto severity = o.severity ? std::optional<Text>(name(*o.severity)) : std::nullopt;
    run(session_,
        "INSERT OR REPLACE INTO rule_overrides(thing, rule, enabled, threshold, clear, hold, severity) "
        "VALUES (?,?,?,?,?,?,?)",
        o.thing, o.rule, o.enabled, o.threshold, o.clear, hold, severity);
  }
  void remove(ThingId thing, std::string_view rule) override {
    run(session_, "DELETE FROM rule_overrides WHERE thing = ? AND rule = ?", thing, rule);
  }
  void forget(ThingId thing) override { run(session_, "DELETE FROM rule_overrides WHERE thing = ?", thing); }

 private:
  soci::session& session_;
};

}  // namespace

RuleOverrideStore& rule_override_store(sql::Transaction& t) {
  return t.store<RuleOverrideStore, RuleOverridesSql>();
}

}  // namespace cunkou::rules
