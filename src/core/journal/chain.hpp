#pragma once
// The hash that ties each entry to all before it.

#include <string>

#include "core/journal/act.hpp"

namespace cunkou::journal {

// Hex SHA-256 over the previous entry's hash (empty for the first) and this entry's number, at, who, via,
// verb, subject and details, each as its text after its length in bytes ("3:app"), so that no two entries
// read alike.
std::string chain_hash(const std::string& previous, const Entry&);

}  // namespace cunkou::journal
