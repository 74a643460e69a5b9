#include "core/places/division_code.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"

namespace cunkou::places {
namespace {

using namespace sql;

// An unknown level: as the division code says; a code that says none is of the lowest level.
Level level_of(const std::string& word, const std::string& code) {
  if (const auto level = parse_level(word)) return *level;
  const auto read = parse_division_code(code);
  return read ? read->level : Level::group;
}

struct PlaceRow {
  PlaceId id;
  Text code, name, level;
  PlaceId parent;
  Text path;
  MaybeReal latitude, longitude;  // both or none
};

constexpr auto place_table =
    table<PlaceRow>("places", fixed_column("code", &PlaceRow::code), column("name", &PlaceRow::name),
                    fixed_column("level", &PlaceRow::level), fixed_column("parent", &PlaceRow::parent),
                    fixed_column("path", &PlaceRow::path), column("latitude", &PlaceRow::latitude),
                    column("longitude", &PlaceRow::longitude));

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
  std::vector<Place> children(PlaceId parent) override {
    return select("parent IS NOT DISTINCT FROM ?", values(parent));
  }
  std::vector<Place> all() override { return select("TRUE", values()); }

  Place put(Place place) override {
    PlaceRow row{place.id, place.code, place.name, Text(name(place.level)), place.parent, {}, {}, {}};
    if (place.at) row.latitude = place.at->latitude, row.longitude = place.at->longitude;
    if (!place.id) row.path = place.code;  // until the id is known
    const auto id = put_row(session_, place_table, row);
    if (!place.id) {
      const auto above = place.parent ? by_id(place.parent)->path : std::string("/");
      run(session_, "UPDATE places SET path = ? WHERE id = ?", above + std::to_string(id.value) + "/", id);
    }
    return *by_id(id);
  }

  bool has_children(PlaceId id) override { return has_row(session_, "places WHERE parent = ?", id); }
  void remove(PlaceId id) override { run(session_, "DELETE FROM places WHERE id = ?", id); }

 private:
  template <class Cells>
  std::vector<Place> select(const std::string& where, Cells cells) {
    std::vector<Place> found;
    for (auto& row : select_rows(session_, place_table, where + " ORDER BY code", std::move(cells))) {
      const auto level = level_of(row.level, row.code);
      auto& place = found.emplace_back(Place{
          row.id, std::move(row.code), std::move(row.name), level, row.parent, {}, std::move(row.path)});
      if (row.latitude && row.longitude) place.at = Coordinates{*row.latitude, *row.longitude};
    }
    return found;
  }

  soci::session& session_;
};

}  // namespace

PlaceStore& place_store(sql::Transaction& t) { return t.store<PlaceStore, PlacesSql>(); }

}  // namespace cunkou::places
