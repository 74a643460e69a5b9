#pragma once
// SQL text with its bound values, for statements that are put together from parts. No text of a request is
// part of the text.

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace soci {
class session;
}

namespace cunkou::sql {

using Bound = std::variant<long long, double, std::string>;

// SQL text with the values of its '?', in order.
struct BoundSql {
  std::string text;
  std::vector<Bound> values;

  BoundSql& add(std::string_view more) {
    text += more;
    return *this;
  }
  BoundSql& add(const BoundSql& more) {
    text += more.text;
    values.insert(values.end(), more.values.begin(), more.values.end());
    return *this;
  }
  BoundSql& bind(Bound value) {
    text += '?';
    values.push_back(std::move(value));
    return *this;
  }
};

inline BoundSql operator+(BoundSql left, const BoundSql& right) { return left.add(right); }
inline BoundSql bound_sql(std::string_view text) { return {std::string(text), {}}; }

// A well-formed statement that the database refuses, because it nests too deeply or binds too many values.
struct TooComplex : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A well-formed statement with a number that the database cannot compute with.
struct OutOfRange : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Calls f with the first column of every row, an integer. Throws TooComplex and OutOfRange.
void each_id(soci::session&, BoundSql, const std::function<void(std::int64_t)>& f);

}  // namespace cunkou::sql
