#include "sensing/greenhouses/greenhouse_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/greenhouses/greenhouse.hpp"

namespace cunkou::greenhouses {
namespace {

using namespace sql;
using monitor::MonitoredThing;

class GreenhousesSql final : public GreenhouseStore {
 public:
  explicit GreenhousesSql(soci::session& session) : session_(session) {}

  std::vector<MonitoredThing> all() override { return select("", values()); }
  std::optional<MonitoredThing> get(ThingId thing) override {
    return first(select("AND t.id = ? ", values(thing)));
  }

  void put(const MonitoredThing& g) override {
    const auto planting = planting_of(g);
    const auto from = g.day ? std::optional(g.day->from_min) : std::nullopt;
    const auto to = g.day ? std::optional(g.day->to_min) : std::nullopt;
    run(session_,
        "INSERT OR REPLACE INTO greenhouse_settings(thing, profile, crop, stage, planted_at, day_from, "
        "day_to, automatic) "
        "VALUES (?,?,?,?,?,?,?,?)",
        g.thing, g.profile, planting.crop, planting.stage, planting.planted, from, to, g.automatic);
  }

 private:
  template <class Cells>
  std::vector<MonitoredThing> select(const std::string& condition, Cells cells) {
    std::vector<MonitoredThing> out;
    each<ThingId, Text, Text, MaybeInstant, MaybeReal, MaybeReal, Text, MaybeInt, MaybeInt, bool, MaybeInt,
         MaybeInt>(
        session_,
        "SELECT t.id, s.crop, s.stage, s.planted_at, p.latitude, p.longitude, s.profile, s.day_from, "
        "s.day_to, s.automatic, h.quiet_from, "
        "h.quiet_to FROM things t LEFT JOIN places p ON p.id = t.place LEFT JOIN households h ON h.id = "
        "t.household "
        "LEFT JOIN greenhouse_settings s ON s.thing = t.id WHERE t.kind = 'greenhouse' " +
            condition + "ORDER BY t.id",
        std::move(cells),
        [&](ThingId id, Text crop, Text stage, MaybeInstant planted, MaybeReal latitude, MaybeReal longitude,
            Text profile, MaybeInt day_from, MaybeInt day_to, bool automatic, MaybeInt quiet_from,
            MaybeInt quiet_to) {
          MonitoredThing g;
          g.thing = id;
          g.kind = thing_kind;
          g.profile = profile.empty() ? std::string(default_profile) : std::move(profile);
          set_planting(g, {std::move(crop), std::move(stage), planted});
          if (latitude && longitude) g.site.latitude = *latitude, g.site.longitude = *longitude;
          g.day = span(day_from, day_to);
          g.quiet = span(quiet_from, quiet_to);
          g.automatic = automatic;
          out.push_back(std::move(g));
        });
    return out;
  }

  static std::optional<ClockSpan> span(MaybeInt from, MaybeInt to) {
    if (!from || !to) return {};
    return ClockSpan{static_cast<int>(*from), static_cast<int>(*to)};
  }

  soci::session& session_;
};

}  // namespace

GreenhouseStore& greenhouse_store(sql::Transaction& t) { return t.store<GreenhouseStore, GreenhousesSql>(); }

}  // namespace cunkou::greenhouses
