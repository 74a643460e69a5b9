#pragma once
// For tests: changes rows as no store does.

#include <soci/soci.h>

#include <string>

#include "platform/sql/database.hpp"

namespace cunkou::sql::testing {

inline void run_sql(Database& database, const std::string& text) {
  database.write([&](Transaction& t) { t.session() << text; });
}

}  // namespace cunkou::sql::testing
