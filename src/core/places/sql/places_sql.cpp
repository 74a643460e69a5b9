#include "core/places/division_code.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::places {
namespace {

using namespace sql;

// An unknown level: as the division code says; a code that says none is of the lowest level.
Level level_of(const std::string& word, const std::string& code) {
  if (const auto level = parse_level(word)) return *level;
  const auto read = parse_division_code(code);
  return read ? read->level : Level::group;
}

class PlacesSql final : public PlaceStore {
 public:
  explicit PlacesSql(soci::session& session) : session_(session) {}

  std::optional<Place> by_id(PlaceId id) override { return first(select("id = ?", values(id))); }
  std::vector<Place> by_ids(const std::vector<PlaceId>& ids) override {
    return select("id IN " + id_list(ids), values());
  }
  std::optional<Place> by_code(std::string_view code) override {
    return first(select("code = ?", values(code)));
  }
  std::vector<Place> children(PlaceId parent) override { return select("parent IS ?", values(parent)); }
  std::vector<Place> all() override { return select("TRUE", values()); }

  Place put(Place place) override {
    const auto latitude = place.at ? std::optional(place.at->latitude) : std::nullopt;
    const auto longitude = place.at ? std::optional(place.at->longitude) : std::nullopt;
    if (place.id) {
      run(session_, "UPDATE places SET name = ?, latitude = ?, longitude = ? WHERE id = ?", place.name,
          latitude, longitude, place.id);
      return *by_id(place.id);
    }
    const auto above = place.parent ? by_id(place.parent)->path : std::string("/");
    place.id = PlaceId{insert(session_,
                              "INSERT INTO places (code, name, level, parent, path, latitude, longitude) "
                              "VALUES (?,?,?,?,?,?,?)",
                              place.code, place.name, name(place.level), place.parent, place.code, latitude,
                              longitude)};
    place.path = above + std::to_string(place.id.value) + "/";
    run(session_, "UPDATE places SET path = ? WHERE id = ?", place.path, place.id);
    return place;
  }

  bool has_children(PlaceId id) override {
    return one<std::int64_t>(session_, "SELECT EXISTS (SELECT 1 FROM places WHERE parent = ?)", id)
               .value_or(1) != 0;
  }
  void remove(PlaceId id) override { run(session_, "DELETE FROM places WHERE id = ?", id); }

 private:
  template <class Cells>
  std::vector<Place> select(const std::string& where, Cells cells) {
    std::vector<Place> found;
    each<std::int64_t, std::string, std::string, std::string, std::int64_t, std::string,
         std::optional<double>, std::optional<double>>(
        session_,
        "SELECT id, code, name, level, parent, path, latitude, longitude FROM places WHERE " + where +
            " ORDER BY code",
        std::move(cells),
        [&](std::int64_t id, std::string code, std::string place_name, std::string level, std::int64_t parent,
            std::string path, std::optional<double> latitude, std::optional<double> longitude) {
          const auto known_level = level_of(level, code);
          Place place{PlaceId{id}, std::move(code), std::move(place_name), known_level, PlaceId{parent},
                      {},          std::move(path)};
          if (latitude && longitude) place.at = Coordinates{*latitude, *longitude};
          found.push_back(std::move(place));
        });
    return found;
  }

  soci::session& session_;
};

}  // namespace

PlaceStore& place_store(sql::Transaction& t) { return t.store<PlaceStore, PlacesSql>(); }

}  // namespace cunkou::places
