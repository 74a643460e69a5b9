#pragma once
// For tests: a state database that runs each function twice, as after a serialisation failure, so that a test
// finds one that is not repeatable. Every fixture uses it.

#include <string>

#include "platform/sql/database.hpp"

namespace cunkou::sql::testing {

inline Database repeating_database(const std::string& path = ":memory:",
                                   Duration lock_timeout = seconds(10)) {
  return Database(path, lock_timeout, Database::Runs::twice);
}

}  // namespace cunkou::sql::testing
