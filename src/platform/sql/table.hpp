#pragma once
// Maps a struct to the rows of a table: one list of columns gives SELECT, INSERT and UPDATE. For .cpp files
// of sql folders only.
//
// A table is made by table() of columns, or is an object with
//   Row       the struct; where it has a member `id`, the table has a column `id` that the database assigns
//   name      "sensors"
//   columns   std::tuple of all columns but `id`, each with `column`, its name, and `field`, a Value Row::*
//   source    what is read, if it is more than the table: "things LEFT JOIN settings ON …"
// A Value is what a column of statement.hpp can be, or the column has a Codec:
//   Stored                                    what the column holds
//   static … stored(const Value&)             a value of statement.hpp
//   static std::optional<Value> value(Stored) none: this program does not know what is stored, and
//                                             select_rows() leaves the row out

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/sql/statement.hpp"

namespace cunkou::sql {

enum class Written { always, once, never };  // once: with a new row

// The column of a member, as it is or by a codec.
template <class Row, class V, class C = void, Written when = Written::always>
struct TableColumn {
  using Value = V;
  using Codec = C;
  static constexpr Written written = when;
  std::string_view column;
  V Row::*field;
};

template <class Codec = void, class Row, class V>
constexpr TableColumn<Row, V, Codec> column(std::string_view name, V Row::*field) {
  return {name, field};
}
template <class Codec = void, class Row, class V>
constexpr TableColumn<Row, V, Codec, Written::once> fixed_column(std::string_view name, V Row::*field) {
  return {name, field};
}
// `expression` in SQL: a column of another table.
template <class Codec = void, class Row, class V>
constexpr TableColumn<Row, V, Codec, Written::never> read_column(std::string_view expression, V Row::*field) {
  return {expression, field};
}

template <class Entity, class... Columns>
struct Table {
  using Row = Entity;
  std::string_view name, source;
  std::tuple<Columns...> columns;  // all but the id
};
template <class Entity, class... Columns>
constexpr Table<Entity, Columns...> table(std::string_view name, Columns... columns) {
  return {name, name, {columns...}};
}
template <class Entity, class... Columns>
constexpr Table<Entity, Columns...> joined_table(std::string_view name, std::string_view source,
                                                 Columns... columns) {
  return {name, source, {columns...}};
}

// Codec of an enumeration that has name(), by the function that parses it: into an optional, or with a value
// for an unknown word.
template <auto parse>
struct Word {
  using Stored = Text;
  template <class Enum>
  static std::string_view stored(Enum value) {
    return name(value);
  }
  static auto value(const Text& word) { return std::optional(parse(word)); }
};

// An id that is 0, not NULL, where there is none.
template <class Tag>
struct ZeroId {
  using Stored = Int;
  static Int stored(Id<Tag> id) { return id.value; }
  static std::optional<Id<Tag>> value(Int id) { return Id<Tag>{id}; }
};

struct Milliseconds {
  using Stored = Int;
  static Int stored(Duration value) { return value.count(); }
  static std::optional<Duration> value(Int count) { return Duration{count}; }
};

namespace detail {

template <class Table>
constexpr bool has_id = requires(typename Table::Row row) { row.id; };

template <class Column>
struct CodecOf {  // of a column without one
  using Stored = typename Column::Value;
  static const Stored& stored(const Stored& value) { return value; }
  static std::optional<Stored> value(Stored stored) { return std::optional<Stored>(std::move(stored)); }
};
template <class Column>
  requires requires { typename Column::Codec::Stored; }
struct CodecOf<Column> : Column::Codec {};

template <class Column>
using Codec = CodecOf<std::remove_cvref_t<Column>>;

template <class Column>
constexpr Written written_of() {
  if constexpr (requires { std::remove_cvref_t<Column>::written; })
    return std::remove_cvref_t<Column>::written;
  else
    return Written::always;
}

template <class Table>
std::string source(const Table& table) {
  if constexpr (requires { table.source; })
    return std::string(table.source);
  else
    return std::string(table.name);
}

// False if this program does not know what is stored.
template <class Row, class Column>
bool load(Row& row, const Column& column, typename Codec<Column>::Stored stored) {
  auto value = Codec<Column>::value(std::move(stored));
  if (!value) return false;
  row.*column.field = std::move(*value);
  return true;
}

// "name, unit" of the columns that are written always, or also once, or never; with the suffix " = ?":
// "name = ?, unit = ?"; placeholders(): "?, ?".
template <class Table>
std::string column_list(const Table& table, Written last, std::string_view suffix = "") {
  std::string list;
  const auto add = [&](const auto& column) {
    if (written_of<decltype(column)>() > last) return;
    list += list.empty() ? "" : ", ";
    list += column.column;
    list += suffix;
  };
  std::apply([&](const auto&... column) { (add(column), ...); }, table.columns);
  return list;
}
template <class Table>
std::string placeholders(const Table& table) {
  std::string list;
  const auto add = [&](const auto& column) {
    if (written_of<decltype(column)>() <= Written::once) list += list.empty() ? "?" : ", ?";
  };
  std::apply([&](const auto&... column) { (add(column), ...); }, table.columns);
  return list;
}

// As statement.hpp takes them, of the columns of column_list().
template <Written last, class Table>
auto column_values(const Table& table, const typename Table::Row& row) {
  const auto one = [&](const auto& column) {
    constexpr bool is_left_out = written_of<decltype(column)>() > last;
    if constexpr (is_left_out)
      return std::tuple<>();
    else
      return std::tuple(Codec<decltype(column)>::stored(row.*column.field));
  };
  return std::apply([&](const auto&... column) { return std::tuple_cat(one(column)...); }, table.columns);
}

// A further column with its expression, and a value for each `?` of that.
struct FurtherColumn {
  std::string_view name, expression;
};

// INSERT of a row, with a further column if it has a name.
template <class Table>
std::string insert_text(const Table& table, FurtherColumn more = {}) {
  auto columns = column_list(table, Written::once);
  auto expressions = placeholders(table);
  if (!more.name.empty()) {
    columns += ", " + std::string(more.name);
    expressions += ", " + std::string(more.expression);
  }
  return "INSERT INTO " + std::string(table.name) + " (" + columns + ") VALUES (" + expressions + ")";
}

// The end of an INSERT: the row that has the same key is changed instead.
template <class Table>
std::string or_change(const Table& table, std::string_view key) {
  std::string changes;
  const auto add = [&](const auto& column) {
    if (written_of<decltype(column)>() > Written::always) return;
    changes += (changes.empty() ? "" : ", ") + std::string(column.column) + " = excluded.";
    changes += column.column;
  };
  std::apply([&](const auto&... column) { (add(column), ...); }, table.columns);
  return " ON CONFLICT (" + std::string(key) + ") DO UPDATE SET " + changes;
}

// Runs an insert_text() with the values of the row and those of its further column.
template <class Table, class... Arguments>
void run_insert(soci::session& session, const Table& table, const std::string& text,
                const typename Table::Row& row, const Arguments&... arguments) {
  std::apply([&](const auto&... value) { run(session, text, value..., arguments...); },
             column_values<Written::once>(table, row));
}

}  // namespace detail

// The rows for which `where` holds; it may go on with ORDER BY.
template <class Table, class Cells, class F>
void each_row(soci::session& session, const Table& table, const std::string& where, Cells cells, F&& f) {
  using Row = typename Table::Row;
  const auto text =
      detail::column_list(table, Written::never) + " FROM " + detail::source(table) + " WHERE " + where;
  std::apply(
      [&](const auto&... column) {
        const auto give = [&](Row row, auto&... stored) {
          if ((detail::load(row, column, std::move(stored)) && ...)) f(std::move(row));
        };
        if constexpr (detail::has_id<Table>) {
          each<decltype(Row::id), typename detail::Codec<decltype(column)>::Stored...>(
              session, "SELECT id, " + text, std::move(cells), [&](auto id, auto... stored) {
                Row row;
                row.id = id;
                give(std::move(row), stored...);
              });
        } else {
          each<typename detail::Codec<decltype(column)>::Stored...>(
              session, "SELECT " + text, std::move(cells), [&](auto... stored) { give(Row{}, stored...); });
        }
      },
      table.columns);
}
template <class Table, class Cells>
auto select_rows(soci::session& session, const Table& table, const std::string& where, Cells cells) {
  std::vector<typename Table::Row> found;
  each_row(session, table, where, std::move(cells),
           [&](typename Table::Row row) { found.push_back(std::move(row)); });
  return found;
}

// Inserts the row, whatever its id is, with a further column if it has a name; returns the new id.
template <class Table>
auto add_row(soci::session& session, const Table& table, const typename Table::Row& row,
             detail::FurtherColumn more = {}) {
  const auto text = detail::insert_text(table, more) + " RETURNING id";
  return std::apply(
      [&](const auto&... value) {
        return std::remove_cv_t<decltype(row.id)>{*one<Int>(session, text, value...)};
      },
      detail::column_values<Written::once>(table, row));
}

// Inserts a row with id 0, and else changes the row of that id; returns the id.
template <class Table>
auto put_row(soci::session& session, const Table& table, const typename Table::Row& row) {
  if (!row.id) return add_row(session, table, row);
  std::apply(
      [&](const auto&... value) {
        run(session,
            "UPDATE " + std::string(table.name) + " SET " +
                detail::column_list(table, Written::always, " = ?") + " WHERE id = ?",
            value..., row.id);
      },
      detail::column_values<Written::always>(table, row));
  return row.id;
}

// A row of a list: `number` is its column for the place in the list of those with the same `key`.
template <class Table, class Id>
void append_row(soci::session& session, const Table& table, const typename Table::Row& row,
                std::string_view key, Id of) {
  const auto next =
      "(SELECT count(*) FROM " + std::string(table.name) + " WHERE " + std::string(key) + " = ?)";
  detail::run_insert(session, table, detail::insert_text(table, {"number", next}), row, of);
}

// For tables whose key, a list of names, is among their columns. replace_row() changes the row that has the
// key.
template <class Table>
void insert_row(soci::session& session, const Table& table, const typename Table::Row& row) {
  detail::run_insert(session, table, detail::insert_text(table), row);
}
template <class Table>
void replace_row(soci::session& session, const Table& table, std::string_view key,
                 const typename Table::Row& row) {
  detail::run_insert(session, table, detail::insert_text(table) + detail::or_change(table, key), row);
}

}  // namespace cunkou::sql
