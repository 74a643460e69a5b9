#pragma once
// The hash that links each entry to all earlier ones.

#include <string>

#include "core/journal/act.hpp"

namespace cunkou::journal {

// Hex SHA-256 over the previous entry's hash (empty for the first) and this entry's number, at, who, via,
// verb, subject and details. Each is preceded by its length in bytes ("3:app"), so that different entries
// never give the same input.
std::string chain_hash(const std::string& previous, const Entry&);

}  // namespace cunkou::journal
