#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/rules/rule_override_store.hpp"

namespace cunkou::rules {
namespace {

using namespace sql;

// What a rule's own number is stored as: NULL for none.
struct MaybeMilliseconds {
  using Stored = MaybeInt;
  static MaybeInt stored(std::optional<Duration> value) {
    return value ? std::optional(value->count()) : std::nullopt;
  }
  static std::optional<std::optional<Duration>> value(MaybeInt count) {
    return count ? std::optional(Duration{*count}) : std::optional<Duration>();
  }
};
struct MaybeSeverityWord {
  using Stored = Text;
  static std::optional<Text> stored(std::optional<Severity> severity) {
    return severity ? std::optional<Text>(name(*severity)) : std::nullopt;
  }
  static std::optional<std::optional<Severity>> value(const Text& word) {
    return word.empty() ? std::optional<Severity>() : std::optional(severity_or_danger(word));
  }
};

constexpr auto override_table = table<RuleOverride>(
    "rule_overrides", column("thing", &RuleOverride::thing), column("rule", &RuleOverride::rule),
    column("enabled", &RuleOverride::enabled), column("threshold", &RuleOverride::threshold),
    column("clear", &RuleOverride::clear), column<MaybeMilliseconds>("hold", &RuleOverride::hold),
    column<MaybeSeverityWord>("severity", &RuleOverride::severity));

class RuleOverridesSql final : public RuleOverrideStore {
 public:
  explicit RuleOverridesSql(soci::session& session) : session_(session) {}

  std::vector<RuleOverride> all() override { return select_rows(session_, override_table, "TRUE", values()); }
  void put(const RuleOverride& changed) override {
    replace_row(session_, override_table, "thing, rule", changed);
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
