#include "sensing/monitor/greenhouse_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::monitor {
namespace {

using namespace sql;
using I = std::int64_t;
using OI = std::optional<std::int64_t>;
using OD = std::optional<double>;
using S = std::string;

class GreenhousesSql final : public GreenhouseStore {
 public:
  explicit GreenhousesSql(soci::session& session) : session_(session) {}

  std::vector<Greenhouse> all() override {
    std::vector<Greenhouse> out;
    each<I, S, S, OI, OD, OD, S, OI, OI, I, OI, OI>(
        session_,
        "SELECT t.id, s.crop, s.stage, s.planted_at, p.latitude, p.longitude, s.profile, s.day_from, "
        "s.day_to, s.automatic, h.quiet_from, "
        "h.quiet_to FROM things t LEFT JOIN places p ON p.id = t.place LEFT JOIN households h ON h.id = "
        "t.household "
        "LEFT JOIN greenhouse_settings s ON s.thing = t.id WHERE t.kind = 'greenhouse' ORDER BY t.id",
        values(),
        [&](I id, S crop, S stage, OI planted, OD latitude, OD longitude, S profile, OI day_from, OI day_to,
            I automatic, OI quiet_from, OI quiet_to) {
          Greenhouse g;
          g.thing = ThingId(id);
          if (!profile.empty()) g.profile = std::move(profile);
          g.crop = std::move(crop);
          g.stage = std::move(stage);
          if (planted) g.planted = Instant{*planted};
          if (latitude && longitude) g.site.latitude = *latitude, g.site.longitude = *longitude;
          g.day = span(day_from, day_to);
          g.quiet = span(quiet_from, quiet_to);
          g.automatic = automatic != 0;
          out.push_back(std::move(g));
        });
    return out;
  }

  void put(const Greenhouse& g) override {
    const auto from = g.day ? std::optional(g.day->from_min) : std::nullopt;
    const auto to = g.day ? std::optional(g.day->to_min) : std::nullopt;
    run(session_,
        "INSERT OR REPLACE INTO greenhouse_settings(thing, profile, crop, stage, planted_at, day_from, "
        "day_to, automatic) "
        "VALUES (?,?,?,?,?,?,?,?)",
        g.thing, g.profile, g.crop, g.stage, g.planted, from, to, g.automatic);
  }

  void forget(ThingId thing) override {
    run(session_, "DELETE FROM greenhouse_settings WHERE thing = ?", thing);
  }

 private:
  static std::optional<ClockSpan> span(OI from, OI to) {
    if (!from || !to) return {};
    return ClockSpan{static_cast<int>(*from), static_cast<int>(*to)};
  }

  soci::session& session_;
};

}  // namespace

GreenhouseStore& greenhouse_store(sql::Transaction& t) { return t.store<GreenhouseStore, GreenhousesSql>(); }

}  // namespace cunkou::monitor
