#pragma once
// journal::Journal in the table `journal`, which a trigger keeps append-only.

#include "journal/act.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

journal::Journal& journal_of(Transaction&);

// Faults of the chain of hashes; empty: sound.
std::vector<std::string> check_journal(Database&);

}  // namespace cunkou::sql
