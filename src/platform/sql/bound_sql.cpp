#include "platform/sql/bound_sql.hpp"

#include <soci/soci.h>

namespace cunkou::sql {
namespace {

bool is_too_complex(const soci::soci_error& error) {
  const std::string_view why = error.what();
  return why.find("parser stack overflow") != why.npos ||
         why.find("xpression tree is too large") != why.npos ||
         why.find("too many SQL variables") != why.npos;
}

}  // namespace

void each_id(soci::session& session, BoundSql query, const std::function<void(std::int64_t)>& f) try {
  soci::statement statement(session);
  long long id = 0;
  statement.exchange(soci::into(id));
  for (auto& value : query.values) std::visit([&](auto& v) { statement.exchange(soci::use(v)); }, value);
  statement.alloc();
  statement.prepare(query.text);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) f(id);
} catch (const soci::soci_error& error) {
  if (is_too_complex(error)) throw TooComplex(error.what());
  throw;
}

}  // namespace cunkou::sql
