#pragma once
// The seam of rules to a database: what each rule remembers, and what households have set. Called by one
// thread at a time; a broken environment is an exception.

#include <span>
#include <vector>

#include "sensing/rules/rule.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::rules {

class RuleStore {
 public:
  virtual ~RuleStore() = default;

  virtual std::vector<RuleState> states() = 0;              // of all things
  virtual void put_states(std::span<const RuleState>) = 0;  // upserted by (thing, rule), one transaction

  virtual std::vector<RuleOverride> overrides() = 0;   // of all things
  virtual void put_override(const RuleOverride&) = 0;  // upserted by (thing, rule)
  virtual void remove_override(ThingId, std::string_view rule) = 0;

  virtual void forget(ThingId) = 0;  // its states and overrides: the thing is gone
};

RuleStore& rule_store(sql::Transaction&);

}  // namespace cunkou::rules
