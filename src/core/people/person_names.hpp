#pragma once
// Names of persons for pages, each looked up once.

#include <functional>
#include <string>

#include "base/ids.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::people {

using NameOf = std::function<std::string(PersonId)>;  // "" for nobody

NameOf person_names(sql::Database&);  // not within a transaction

}  // namespace cunkou::people
