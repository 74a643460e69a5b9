#include "sensing/greenhouses/greenhouse_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/greenhouses/greenhouse.hpp"

namespace cunkou::greenhouses {
namespace {

using namespace sql;
using monitor::MonitoredThing;

struct GreenhouseRow {
  ThingId thing;
  Text profile, crop, stage;
  MaybeInstant planted;
  std::optional<int> day_from, day_to;  // both or none
  bool automatic = false;
  ThingId of;  // also of a greenhouse without settings
  MaybeReal latitude, longitude;
  std::optional<int> quiet_from, quiet_to;
};

constexpr auto greenhouse_table = joined_table<GreenhouseRow>(
    "greenhouse_settings",
    "things t LEFT JOIN places p ON p.id = t.place LEFT JOIN households h ON h.id = t.household "
    "LEFT JOIN greenhouse_settings s ON s.thing = t.id",
    column("thing", &GreenhouseRow::thing), column("profile", &GreenhouseRow::profile),
    column("crop", &GreenhouseRow::crop), column("stage", &GreenhouseRow::stage),
    column("planted_at", &GreenhouseRow::planted), column("day_from", &GreenhouseRow::day_from),
    column("day_to", &GreenhouseRow::day_to), column("automatic", &GreenhouseRow::automatic),
    read_column("t.id", &GreenhouseRow::of), read_column("p.latitude", &GreenhouseRow::latitude),
    read_column("p.longitude", &GreenhouseRow::longitude),
    read_column("h.quiet_from", &GreenhouseRow::quiet_from),
    read_column("h.quiet_to", &GreenhouseRow::quiet_to));

std::optional<ClockSpan> span(std::optional<int> from, std::optional<int> to) {
  return from && to ? std::optional(ClockSpan{*from, *to}) : std::nullopt;
}

MonitoredThing greenhouse_of(GreenhouseRow row) {
  MonitoredThing g;
  g.thing = row.of;
  g.kind = thing_kind;
  g.profile = row.profile.empty() ? std::string(default_profile) : std::move(row.profile);
  set_planting(g, {std::move(row.crop), std::move(row.stage), row.planted});
  if (row.latitude && row.longitude) g.site.latitude = *row.latitude, g.site.longitude = *row.longitude;
  g.day = span(row.day_from, row.day_to);
  g.quiet = span(row.quiet_from, row.quiet_to);
  g.automatic = row.automatic;
  return g;
}

class GreenhousesSql final : public GreenhouseStore {
 public:
  explicit GreenhousesSql(soci::session& session) : session_(session) {}

  std::vector<MonitoredThing> all() override { return select("", values()); }
  std::optional<MonitoredThing> get(ThingId thing) override {
    return first(select("AND t.id = ? ", values(thing)));
  }

  void put(const MonitoredThing& g) override {
    auto planting = planting_of(g);
    GreenhouseRow row;
    row.thing = g.thing;
    row.profile = g.profile;
    row.crop = std::move(planting.crop);
    row.stage = std::move(planting.stage);
    row.planted = planting.planted;
    if (g.day) row.day_from = g.day->from_min, row.day_to = g.day->to_min;
    row.automatic = g.automatic;
    replace_row(session_, greenhouse_table, "thing", row);
  }

 private:
  template <class Cells>
  std::vector<MonitoredThing> select(const std::string& condition, Cells cells) {
    std::vector<MonitoredThing> out;
    each_row(session_, greenhouse_table, "t.kind = 'greenhouse' " + condition + "ORDER BY t.id",
             std::move(cells), [&](GreenhouseRow row) { out.push_back(greenhouse_of(std::move(row))); });
    return out;
  }

  soci::session& session_;
};

}  // namespace

GreenhouseStore& greenhouse_store(sql::Transaction& t) { return t.store<GreenhouseStore, GreenhousesSql>(); }

}  // namespace cunkou::greenhouses
