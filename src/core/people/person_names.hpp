#pragma once
// Names of persons for pages.

#include <functional>
#include <string>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::people {

using NameOf = std::function<std::string(PersonId)>;  // "" for nobody

// Reads the names of these persons in one statement; the function knows no other names.
NameOf person_names(sql::Transaction&, const std::vector<PersonId>&);

}  // namespace cunkou::people
