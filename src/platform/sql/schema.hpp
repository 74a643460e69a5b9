#pragma once
// The migrations (src/**/sql/NUMBER_name.sql) as the build embedded them (cmake/schema.cmake), by number.

#include <span>
#include <string_view>

namespace cunkou::sql {

struct SchemaFile {
  int number;  // 1 for 0001_*.sql: the database's user_version after it
  std::string_view name;
  std::string_view text;
};

std::span<const SchemaFile> schema_files();

}  // namespace cunkou::sql
