#include "platform/sql/engine.hpp"

#include "platform/sql/database.hpp"

namespace cunkou::sql {

void Connection::transaction(std::string_view begin, const std::function<bool(Transaction&)>& f) {
  const auto working = work();
  try {
    execute(std::string(begin));
    Transaction transaction(session_);
    if (f(transaction))
      commit();
    else
      execute("ROLLBACK");
  } catch (...) {
    try {
      execute("ROLLBACK");
    } catch (const soci::soci_error&) {  // the engine has already rolled back
    }
    throw;
  }
}

}  // namespace cunkou::sql
