#include "platform/sql/bound_sql.hpp"

#include <soci/soci.h>

#include "platform/sql/database_failure.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql {
void each_id(soci::session& session, BoundSql query, const std::function<void(std::int64_t)>& f) try {
  soci::statement statement(session);
  long long id = 0;
  statement.exchange(soci::into(id));
  for (auto& value : query.values) std::visit([&](auto& v) { statement.exchange(soci::use(v)); }, value);
  statement.alloc();
  statement.prepare(text_for(session, query.text), soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) f(id);
} catch (const soci::soci_error& error) {
  switch (failure_of(error)) {
    case Failure::too_complex:
      throw TooComplex(error.what());
    case Failure::out_of_range:
      throw OutOfRange(error.what());
    default:
      throw;
  }
}

}  // namespace cunkou::sql
