#pragma once
// Maps a struct to the rows of a table: one list of columns gives SELECT, INSERT and UPDATE. For .cpp files
// of sql folders only.
//
// A table is an object with
//   Row       the struct; where it has a member `id`, the table has a column `id` that the database assigns
//   name      "sensors"
//   columns   std::tuple of all columns but `id`, each with `column`, its name, and `field`, a Value Row::*
// A Value is what a column of statement.hpp can be.

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/sql/statement.hpp"

namespace cunkou::sql {

namespace detail {

template <class Table>
constexpr bool has_id = requires(typename Table::Row row) { row.id; };

template <class Column>
using ValueOf = typename std::remove_cvref_t<Column>::Value;

// "name, unit"; with the suffix " = ?": "name = ?, unit = ?".
template <class Table>
std::string column_list(const Table& table, std::string_view suffix = "") {
  std::string list;
  std::apply(
      [&](const auto&... column) {
        ((list += list.empty() ? "" : ", ", list += column.column, list += suffix), ...);
      },
      table.columns);
  return list;
}

template <class Table>
std::string insert_text(const Table& table, std::string_view verb) {
  std::string placeholders;
  for (std::size_t i = 0; i < std::tuple_size_v<decltype(table.columns)>; ++i)
    placeholders += placeholders.empty() ? "?" : ",?";
  return std::string(verb) + " INTO " + std::string(table.name) + " (" + column_list(table) + ") VALUES (" +
         placeholders + ")";
}

}  // namespace detail

// The rows for which `where` holds; it may go on with ORDER BY.
template <class Table, class Cells>
auto select_rows(soci::session& session, const Table& table, const std::string& where, Cells cells) {
  using Row = typename Table::Row;
  std::vector<Row> found;
  const auto text = detail::column_list(table) + " FROM " + std::string(table.name) + " WHERE " + where;
  std::apply(
      [&](const auto&... column) {
        if constexpr (detail::has_id<Table>) {
          each<decltype(Row::id), detail::ValueOf<decltype(column)>...>(
              session, "SELECT id, " + text, std::move(cells), [&](auto id, auto... value) {
                auto& row = found.emplace_back();
                row.id = id;
                ((row.*column.field = std::move(value)), ...);
              });
        } else {
          each<detail::ValueOf<decltype(column)>...>(session, "SELECT " + text, std::move(cells),
                                                     [&](auto... value) {
                                                       auto& row = found.emplace_back();
                                                       ((row.*column.field = std::move(value)), ...);
                                                     });
        }
      },
      table.columns);
  return found;
}

// Inserts a row with id 0, and else replaces the row of that id; returns the id.
template <class Table>
auto put_row(soci::session& session, const Table& table, const typename Table::Row& row) {
  return std::apply(
      [&](const auto&... column) {
        if (row.id) {
          run(session,
              "UPDATE " + std::string(table.name) + " SET " + detail::column_list(table, " = ?") +
                  " WHERE id = ?",
              row.*column.field..., row.id);
          return row.id;
        }
        using Id = std::remove_cv_t<decltype(row.id)>;
        return Id{insert(session, detail::insert_text(table, "INSERT"), row.*column.field...)};
      },
      table.columns);
}

// For a table whose key is among its columns.
template <class Table>
void replace_row(soci::session& session, const Table& table, const typename Table::Row& row) {
  std::apply(
      [&](const auto&... column) {
        run(session, detail::insert_text(table, "INSERT OR REPLACE"), row.*column.field...);
      },
      table.columns);
}

}  // namespace cunkou::sql
