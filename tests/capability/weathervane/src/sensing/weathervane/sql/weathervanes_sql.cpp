#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/weathervane/weathervane.hpp"

namespace cunkou::weathervane {
namespace {

class WeathervanesSql final : public WeathervaneStore {
 public:
  explicit WeathervanesSql(soci::session& session) : session_(session) {}

  WeathervaneId put(const Weathervane& vane) override {
    sql::run(session_,
             "INSERT INTO weathervanes(place, name, from_degrees) VALUES (?,?,?) "
             "ON CONFLICT (place, name) DO UPDATE SET from_degrees = excluded.from_degrees",
             vane.place, vane.name, vane.from_degrees);
    return sql::one<WeathervaneId>(session_, "SELECT id FROM weathervanes WHERE place = ? AND name = ?",
                                   vane.place, vane.name)
        .value();
  }
  std::optional<Weathervane> get(WeathervaneId id) override {
    return sql::first(read("WHERE id = ?", sql::values(id)));
  }
  std::vector<Weathervane> all() override { return read("ORDER BY name", sql::values()); }

 private:
  template <class Cells>
  std::vector<Weathervane> read(const std::string& rest, Cells cells) {
    std::vector<Weathervane> found;
    sql::each<WeathervaneId, PlaceId, sql::Text, sql::Real>(
        session_, "SELECT id, place, name, from_degrees FROM weathervanes " + rest, std::move(cells),
        [&](WeathervaneId id, PlaceId place, sql::Text name, sql::Real from_degrees) {
          found.push_back({id, place, std::move(name), from_degrees});
        });
    return found;
  }

  soci::session& session_;
};

}  // namespace

WeathervaneStore& weathervane_store(sql::Transaction& t) {
  return t.store<WeathervaneStore, WeathervanesSql>();
}

}  // namespace cunkou::weathervane
