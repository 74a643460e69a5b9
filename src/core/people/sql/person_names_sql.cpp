#include "core/people/person_names.hpp"

#include <unordered_map>

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::people {

NameOf person_names(sql::Transaction& t, const std::vector<PersonId>& ids) {
  std::unordered_map<PersonId, std::string> names;
  sql::each<std::int64_t, std::string>(
      t.session(), "SELECT id, name FROM people WHERE id IN " + sql::id_list(ids), sql::values(),
      [&](std::int64_t id, std::string name) { names.emplace(PersonId(id), std::move(name)); });
  return [names = std::move(names)](PersonId id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
  };
}

}  // namespace cunkou::people
