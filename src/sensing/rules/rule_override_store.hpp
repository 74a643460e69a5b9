#pragma once
// Persistence interface for the households' own numbers of rules. Used by one thread at a time; throws when
// the database fails.

#include <string_view>
#include <vector>

#include "sensing/rules/rule.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::rules {

class RuleOverrideStore {
 public:
  virtual ~RuleOverrideStore() = default;

  virtual std::vector<RuleOverride> all() = 0;  // of all things
  virtual void put(const RuleOverride&) = 0;    // upsert by (thing, rule)
  virtual void remove(ThingId, std::string_view rule) = 0;
  virtual void forget(ThingId) = 0;  // when the thing is deleted
};

RuleOverrideStore& rule_override_store(sql::Transaction&);

}  // namespace cunkou::rules
