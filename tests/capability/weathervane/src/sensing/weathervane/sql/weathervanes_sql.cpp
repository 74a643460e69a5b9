#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/weathervane/weathervane.hpp"

namespace cunkou::weathervane {
namespace {

class WeathervanesSql final : public WeathervaneStore {
 public:
  explicit WeathervanesSql(soci::session& session) : session_(session) {}

  void put(const Weathervane& vane) override {
    sql::run(session_,
             "INSERT INTO weathervanes(name, from_degrees) VALUES (?,?) "
             "ON CONFLICT (name) DO UPDATE SET from_degrees = excluded.from_degrees",
             vane.name, vane.from_degrees);
  }
  std::vector<Weathervane> all() override {
    std::vector<Weathervane> found;
    sql::each<std::string, double>(session_, "SELECT name, from_degrees FROM weathervanes ORDER BY name",
                                   sql::values(), [&](std::string name, double from_degrees) {
                                     found.push_back({std::move(name), from_degrees});
                                   });
    return found;
  }

 private:
  soci::session& session_;
};

}  // namespace

WeathervaneStore& weathervane_store(sql::Transaction& t) {
  return t.store<WeathervaneStore, WeathervanesSql>();
}

}  // namespace cunkou::weathervane
