#pragma once
// SQL as the stores and migrations write it, in the words of PostgreSQL.
//
// Stores write what both engines understand: INSERT … ON CONFLICT, RETURNING, IS [NOT] DISTINCT FROM, NULLS
// FIRST, CAST(… AS DOUBLE PRECISION). Migrations write SQLite's types.

#include <string>
#include <string_view>

namespace cunkou::sql {

// "a = ? AND b = ?" as "a = :v AND b = :v", which SOCI binds by position; texts in quotes and comments stay.
std::string named_parameters(std::string_view statement);

// A migration without the statements for other engines: those after a line "-- engine NAME", up to the next
// such line; "-- engine all" ends them.
std::string migration_of(std::string_view engine, std::string_view text);

// INTEGER PRIMARY KEY AUTOINCREMENT, INTEGER, REAL, TEXT and WITHOUT ROWID of CREATE TABLE and ALTER TABLE as
// PostgreSQL has them. Text is compared by bytes, as SQLite does. References of new tables
// come last, because SQLite accepts them before the other table exists, and can be checked at the end of a
// transaction (SET CONSTRAINTS ALL DEFERRED), for a copy of all tables.
std::string postgresql_migration(std::string_view text);

}  // namespace cunkou::sql
