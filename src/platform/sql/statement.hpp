#pragma once
// Statements with bound values and typed columns over SOCI, for .cpp files of sql folders only.
//
//   run(session, "UPDATE places SET name = ? WHERE id = ?", name, id);
//   each<std::int64_t, std::string, std::optional<double>>(
//       session, "SELECT id, name, latitude FROM places WHERE level = ?", values(level),
//       [&](std::int64_t id, std::string name, std::optional<double> latitude) { … });
//
// Values are bound in order of appearance and copied. An id of 0 and an empty optional are NULL. Columns:
// integers, bool, double, std::string, ids, Instant and std::optional of these; a NULL in a column that is
// not optional is 0 or "". A text with U+0000, which SOCI and PostgreSQL would cut, is thrown as
// std::invalid_argument: store hashes as hex.

#include <soci/soci.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/text.hpp"
#include "platform/sql/dialect.hpp"

namespace cunkou::sql {

// The types of columns, for each() and its function.
using Int = std::int64_t;
using Real = double;
using Text = std::string;
using MaybeInt = std::optional<Int>;
using MaybeReal = std::optional<Real>;
using MaybeInstant = std::optional<Instant>;

namespace detail {

template <class T>
struct Cell {  // SOCI binds references: the value must not move
  T value{};
  soci::indicator state = soci::i_ok;
};

template <std::integral T>
Cell<long long> to_cell(T v) {
  return {static_cast<long long>(v)};
}
inline Cell<double> to_cell(double v) { return {v}; }
inline Cell<std::string> to_cell(std::string_view v) {
  if (v.find('\0') != v.npos) throw std::invalid_argument("a text for the database contains U+0000");
  return {std::string(v)};
}
inline Cell<std::string> to_cell(const std::string& v) { return to_cell(std::string_view(v)); }
inline Cell<std::string> to_cell(const char* v) { return {v}; }
inline Cell<long long> to_cell(Instant v) { return {v.ms}; }
template <class Tag>
Cell<long long> to_cell(Id<Tag> v) {
  return {v.value, v ? soci::i_ok : soci::i_null};
}
template <class T>
auto to_cell(const std::optional<T>& v) {
  auto cell = to_cell(v ? *v : T{});
  if (!v) cell.state = soci::i_null;
  return cell;
}

template <class T>
struct Column {
  using Raw = std::conditional_t<std::is_integral_v<T>, long long, T>;
  Cell<Raw> cell;
  T take() { return cell.state == soci::i_null ? T{} : static_cast<T>(std::exchange(cell.value, {})); }
};
template <class Tag>
struct Column<Id<Tag>> {
  using Raw = long long;
  Cell<Raw> cell;
  Id<Tag> take() { return Id<Tag>{cell.state == soci::i_null ? 0 : cell.value}; }
};
template <>
struct Column<Instant> {
  using Raw = long long;
  Cell<Raw> cell;
  Instant take() { return {cell.state == soci::i_null ? 0 : cell.value}; }
};
template <class T>
struct Column<std::optional<T>> {
  Column<T> inner;
  Cell<typename Column<T>::Raw>& cell = inner.cell;
  std::optional<T> take() {
    if (inner.cell.state == soci::i_null) return std::nullopt;
    return inner.take();
  }
};

template <class Tuple>
void exchange_uses(soci::statement& statement, Tuple& cells) {
  std::apply([&](auto&... cell) { (statement.exchange(soci::use(cell.value, cell.state)), ...); }, cells);
}

}  // namespace detail

// Parameters are written as `?`, which SOCI gives to SQLite as it is.
inline std::string text_for(const soci::session& session, const std::string& sql) {
  return session.get_backend_name() == "postgresql" ? named_parameters(sql) : sql;
}

template <class... Args>
auto values(Args&&... args) {
  return std::make_tuple(detail::to_cell(std::forward<Args>(args))...);
}

// Calls f(columns…) for every row.
template <class... Columns, class Cells, class F>
void each(soci::session& session, const std::string& sql, Cells cells, F&& f) {
  std::tuple<detail::Column<Columns>...> columns;
  soci::statement statement(session);
  std::apply([&](auto&... c) { (statement.exchange(soci::into(c.cell.value, c.cell.state)), ...); }, columns);
  detail::exchange_uses(statement, cells);
  statement.alloc();
  statement.prepare(text_for(session, sql), soci::details::st_one_time_query);  // one question to a server
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) std::apply([&](auto&... c) { f(c.take()...); }, columns);
}

// The only column of the first row; nullopt if there is no row.
template <class T, class... Args>
std::optional<T> one(soci::session& session, const std::string& sql, Args&&... args) {
  std::optional<T> found;
  each<T>(session, sql, values(std::forward<Args>(args)...), [&](T value) {
    if (!found) found = std::move(value);
  });
  return found;
}

// Returns the number of changed rows.
template <class... Args>
std::int64_t run(soci::session& session, const std::string& sql, Args&&... args) {
  auto cells = values(std::forward<Args>(args)...);
  soci::statement statement(session);
  detail::exchange_uses(statement, cells);
  statement.alloc();
  statement.prepare(text_for(session, sql), soci::details::st_one_time_query);  // one question to a server
  statement.define_and_bind();
  statement.execute(true);
  return statement.get_affected_rows();
}

// Whether there is a row: has_row(session, "things WHERE place = ?", place).
template <class... Args>
bool has_row(soci::session& session, const std::string& from, Args&&... args) {
  return one<Int>(session, "SELECT 1 FROM " + from + " LIMIT 1", std::forward<Args>(args)...).has_value();
}

// "(1,2,3)" after IN; "(NULL)", which matches nothing, without ids.
template <class Tag>
std::string id_list(const std::vector<Id<Tag>>& ids) {
  std::string out;
  for (const auto id : ids) out += (out.empty() ? "(" : ",") + std::to_string(id.value);
  return (out.empty() ? "(NULL" : out) + ")";
}

// The first of the rows; nullopt if there is none.
template <class T>
std::optional<T> first(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// The smallest text after all that start with the prefix, for "column >= prefix AND column <
// prefix_end(prefix)".
inline std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  ++end.back();
  return end;
}

}  // namespace cunkou::sql
