#pragma once
// For tests: a person to whom rows of other capabilities refer.

#include <string>
#include <utility>

#include "core/people/people_store.hpp"

namespace cunkou::people::testing {

inline PersonId put_person(sql::Transaction& t, std::string phone) {
  Person person;
  person.phone = std::move(phone);
  person.name = "示例";
  return people_store(t).put_person(person);
}

}  // namespace cunkou::people::testing
