#pragma once
// SQL text with its bound values, for statements that are put together from parts. No text of a request is
// part of the text.

#include <soci/soci.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cunkou::sensorthings {

using Bound = std::variant<long long, double, std::string>;

// SQL text with the values of its '?', in order.
struct Sql {
  std::string text;
  std::vector<Bound> values;

  Sql& add(std::string_view more) {
    text += more;
    return *this;
  }
  Sql& add(const Sql& more) {
    text += more.text;
    values.insert(values.end(), more.values.begin(), more.values.end());
    return *this;
  }
  Sql& bind(Bound value) {
    text += '?';
    values.push_back(std::move(value));
    return *this;
  }
};

inline Sql operator+(Sql left, const Sql& right) { return left.add(right); }
inline Sql sql(std::string_view text) { return {std::string(text), {}}; }

// Calls f with the first column of every row, an integer.
template <class F>
void each_id(soci::session& session, Sql query, F&& f) {
  soci::statement statement(session);
  long long id = 0;
  statement.exchange(soci::into(id));
  for (auto& value : query.values) std::visit([&](auto& v) { statement.exchange(soci::use(v)); }, value);
  statement.alloc();
  statement.prepare(query.text);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) f(id);
}

}  // namespace cunkou::sensorthings
