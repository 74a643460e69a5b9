#pragma once
// Persistence interface for second factors. See people_store.hpp for what all stores share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/second_factor.hpp"

namespace cunkou::people {

class SecondFactorStore {
 public:
  virtual ~SecondFactorStore() = default;
  virtual std::optional<SecondFactor> second_factor(PersonId) = 0;
  virtual void put_second_factor(const SecondFactor&) = 0;
  virtual void remove_second_factor(PersonId) = 0;  // with its recovery codes
  // Replaces the person's recovery codes.
  virtual void put_recovery_codes(PersonId, const std::vector<std::string>& hashes) = 0;
  virtual bool use_recovery_code(PersonId, std::string_view hash) = 0;  // false: there is none of that hash
  virtual int recovery_codes_left(PersonId) = 0;
};

}  // namespace cunkou::people
