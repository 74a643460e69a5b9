#pragma once
// For tests of platform/sql, which knows no table: a table of its own, on either engine.

#include <memory>
#include <optional>
#include <string>

#include "platform/sql/database.hpp"
#include "platform/sql/engine.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql::testing {

// Makes the table `boxes` in a database that exists or is made, and removes it at the end.
class Boxes {
 public:
  explicit Boxes(std::string address) : address_(std::move(address)) {
    { const Database migrated(address_); }
    execute(
        "DROP TABLE IF EXISTS boxes;"
        "CREATE TABLE boxes (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, weight REAL,"
        "inside INTEGER REFERENCES boxes(id));");
  }
  ~Boxes() { execute("DROP TABLE boxes;"); }
  Boxes(const Boxes&) = delete;

  static std::int64_t add(Transaction& t, const std::string& name) {
    return *one<Int>(t.session(), "INSERT INTO boxes (name) VALUES (?) RETURNING id", name);
  }
  static std::int64_t count(Database& database) {
    return database.read(
        [](Transaction& t) { return one<Int>(t.session(), "SELECT count(*) FROM boxes").value(); });
  }

 private:
  void execute(const std::string& text) const {
    const auto engine = engine_of(address_);
    engine->connect(Engine::Access::alone, seconds(10))->execute(engine->migration(text));
  }

  const std::string address_;
};

}  // namespace cunkou::sql::testing
