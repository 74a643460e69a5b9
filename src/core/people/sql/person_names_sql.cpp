#include "core/people/person_names.hpp"

#include <map>
#include <memory>

#include "core/people/people_store.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

NameOf person_names(sql::Database& database) {
  auto known = std::make_shared<std::map<PersonId, std::string>>();
  return [known, &database](PersonId id) {
    if (!id) return std::string();
    const auto [at, added] = known->try_emplace(id);
    if (added) {
      const auto read = database.read([&](sql::Transaction& t) -> Result<std::string> {
        const auto person = people_store(t).person(id);
        return person ? person->name : std::string();
      });
      at->second = *read;
    }
    return at->second;
  };
}

}  // namespace cunkou::people
