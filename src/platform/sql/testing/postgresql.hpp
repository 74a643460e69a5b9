#pragma once
// For tests: empty databases on the PostgreSQL server that $CUNKOU_TEST_POSTGRESQL names, which `./dev test`
// starts. Each is a schema of its own, used again after the one before it is gone. Sessions are of a role of
// this process.

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql::testing {

class Postgresql {
 public:
  Postgresql() : server_(address_of_server()), slot_(take_slot()) {
    make_role();
    soci::session session(soci::postgresql, as_role());
    session << "SET client_min_messages = warning";
    session << "CREATE SCHEMA IF NOT EXISTS " + schema();
    session << "DROP SCHEMA IF EXISTS " + schema() + "_series CASCADE";
    std::string tables;
    each<Text>(session,
               "SELECT tablename FROM pg_tables WHERE schemaname = ? AND tablename <> 'schema_version'",
               values(schema()),
               [&](const Text& table) { tables += (tables.empty() ? "" : ", ") + schema() + "." + table; });
    if (tables.empty()) return;
    session << "SET session_replication_role = replica";  // without the triggers of the journal
    session << "TRUNCATE " + tables + " RESTART IDENTITY CASCADE";
  }
  ~Postgresql() { slots().erase(slot_); }
  Postgresql(const Postgresql&) = delete;

  std::string address() const {
    const auto separator = server_.find('?') == server_.npos ? "?" : "&";
    return as_role() + separator + "options=-csearch_path%3D" + schema();
  }
  // As another superuser.
  void administer(const std::string& statement) const {
    soci::session session(soci::postgresql, server_);
    session << statement;
  }
  std::string role() const { return "test_role_" + std::to_string(process_); }
  std::unique_ptr<Database> open(Database::Runs runs) {
    return std::make_unique<Database>(address(), seconds(10), runs);
  }

 private:
  static std::string address_of_server() {
    const char* address = std::getenv("CUNKOU_TEST_POSTGRESQL");
    if (!address)
      throw std::runtime_error("CUNKOU_TEST_POSTGRESQL names no server: `./dev postgresql` starts one");
    return address;
  }
  void make_role() const {
    soci::session session(soci::postgresql, server_);
    if (!has_row(session, "pg_roles WHERE rolname = ?", role()))
      session << "CREATE ROLE " + role() + " LOGIN SUPERUSER";
  }
  std::string as_role() const {
    const auto user = server_.find("//") + 2;
    return std::string(server_).replace(user, server_.find('@') - user, role());
  }
  static std::set<int>& slots() {
    static std::set<int> used;
    return used;
  }
  static int take_slot() {
    int free = 0;
    while (slots().contains(free)) ++free;
    slots().insert(free);
    return free;
  }
  std::string schema() const { return "test_" + std::to_string(process_) + "_" + std::to_string(slot_); }

  const std::string server_;
  const int slot_;
  const pid_t process_ = getpid();  // a child process uses the schema of its parent
};

}  // namespace cunkou::sql::testing
