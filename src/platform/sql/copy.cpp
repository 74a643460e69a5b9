#include "platform/sql/copy.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "platform/sql/database.hpp"

namespace cunkou::sql {
namespace {

template <class F>
auto guarded(F&& f) {
  try {
    return f();
  } catch (const soci::soci_error& e) {
    throw Broken(untranslated(e.what()));
  }
}

soci::session opened(const std::string& file) {
  return soci::session(soci::sqlite3, "dbname=\"" + file + "\" timeout=30 shared_cache=false");
}

}  // namespace

void copy_database(const std::string& from, const std::string& to) {
  guarded([&] {
    auto session = opened(from);
    session << "VACUUM INTO :file", soci::use(to);
  });
}

std::vector<std::string> check_database(const std::string& file) {
  return guarded([&] {
    auto session = opened(file);
    std::vector<std::string> faults;
    soci::rowset<std::string> rows = (session.prepare << "PRAGMA integrity_check(20)");
    for (const auto& row : rows)
      if (row != "ok") faults.push_back(file + ": " + row);
    soci::rowset<soci::row> violations = (session.prepare << "PRAGMA foreign_key_check");
    for (const auto& row : violations)
      faults.push_back(file + ": a row of " + row.get<std::string>(0) + " refers to nothing");
    return faults;
  });
}

}  // namespace cunkou::sql
