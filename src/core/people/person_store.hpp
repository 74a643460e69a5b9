#pragma once
// Persistence interface for persons. See people_store.hpp for what all stores share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/person.hpp"

namespace cunkou::people {

struct PeopleFilter {
  // Paths: persons with a role in or below one of them, or in a household there.
  std::vector<std::string> under;
  // Part of a name, or the part of a phone number that is shown: the whole number or its last four digits;
  // empty: all.
  std::string q;
  std::size_t top = 100, skip = 0;
};

struct ListedPerson {
  Person person;
  std::vector<HeldRole> roles;
  std::optional<Instant> last_seen;
};

struct PeoplePage {
  std::int64_t count = 0;            // number of matches
  std::vector<ListedPerson> people;  // by name
};

class PersonStore {
 public:
  virtual ~PersonStore() = default;
  virtual std::optional<Person> person(PersonId) = 0;
  virtual std::optional<Person> person_by_phone(std::string_view phone) = 0;
  // Id 0: inserts a person without a password, who cannot sign in yet.
  virtual PersonId put_person(const Person&) = 0;
  virtual std::string password(PersonId) = 0;  // as written by libsodium's crypto_pwhash_str; "": none
  virtual void set_password(PersonId, std::string_view) = 0;
  virtual PeoplePage list(const PeopleFilter&) = 0;
};

}  // namespace cunkou::people
