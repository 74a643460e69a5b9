#include "sensing/sensorthings/sql/visibility.hpp"

#include "platform/sql/statement.hpp"
#include "sensing/sensorthings/entity_tables.hpp"

namespace cunkou::sensorthings {
namespace {

using sql::bound_sql;
using sql::BoundSql;

// Visibility condition for a row of things with alias `t`.
BoundSql thing_is_visible(const Viewer& viewer, const std::string& t) {
  if (viewer.everything) return bound_sql("TRUE");
  BoundSql out = bound_sql("(FALSE");
  if (viewer.thing) out.add(" OR " + t + ".id = ").bind(static_cast<long long>(viewer.thing.value));
  for (auto household : viewer.households)
    out.add(" OR " + t + ".household = ").bind(static_cast<long long>(household.value));
  for (const auto& path : viewer.place_paths) {
    if (path.empty()) continue;
    out.add(" OR EXISTS (SELECT 1 FROM places WHERE places.id = " + t + ".place AND places.path >= ");
    out.bind(path).add(" AND places.path < ").bind(sql::prefix_end(path)).add(")");
  }
  return out.add(")");
}

}  // namespace

BoundSql is_visible(const Viewer& viewer, EntitySet set, const std::string& e) {
  if (viewer.everything) return bound_sql("TRUE");
  const auto through = [&](const std::string& from, const std::string& unused) {
    auto out = bound_sql("(EXISTS (SELECT 1 FROM things t " + from + " AND ") +
               thing_is_visible(viewer, "t") + bound_sql(")");
    if (!unused.empty()) out.add(" OR NOT EXISTS (SELECT 1 FROM " + unused + ")");
    return out.add(")");
  };
  const auto made = [&](std::string_view entity) {
    return bound_sql("EXISTS (SELECT 1 FROM journal j WHERE j.verb = 'create_entity' AND j.subject = '" +
                     std::string(entity) + ":' || " + e + ".id AND j.who = ")
        .bind(static_cast<long long>(viewer.person.value))
        .add(")");
  };
  switch (set) {
    case EntitySet::things:
      return thing_is_visible(viewer, e);
    case EntitySet::locations: {
      const auto now = "thing_locations l ON l.thing = t.id WHERE l.location = " + e + ".id";
      const auto ever =
          "historical_locations h ON h.thing = t.id JOIN historical_location_locations l ON "
          "l.historical_location = h.id WHERE l.location = " +
          e + ".id";
      return bound_sql("(") + through("JOIN " + now, "") + bound_sql(" OR ") + through("JOIN " + ever, "") +
             bound_sql(" OR (NOT EXISTS (SELECT 1 FROM things t JOIN " + now +
                       ") AND NOT EXISTS (SELECT 1 FROM things t JOIN " + ever + ") AND ") +
             made("Location") + bound_sql("))");
    }
    case EntitySet::historical_locations:
      return through("WHERE t.id = " + e + ".thing", "");
    case EntitySet::datastreams:
      return through("WHERE t.id = " + e + ".thing", "");
    case EntitySet::sensors:
      return through("JOIN datastreams d ON d.thing = t.id WHERE d.sensor = " + e + ".id",
                     "datastreams d WHERE d.sensor = " + e + ".id");
    case EntitySet::features_of_interest: {
      const auto used =
          "datastreams d ON d.thing = t.id WHERE (d.feature = " + e +
          ".id OR EXISTS (SELECT 1 FROM observation_extras x WHERE x.datastream = d.id AND x.feature = " + e +
          ".id))";
      return bound_sql("(") + through("JOIN " + used, "") +
             bound_sql(" OR (NOT EXISTS (SELECT 1 FROM things t JOIN " + used + ") AND ") +
             made("FeatureOfInterest") + bound_sql("))");
    }
    case EntitySet::observed_properties:
    case EntitySet::observations:
      break;
  }
  return bound_sql("TRUE");
}

std::unordered_set<ThingId> visible_things(soci::session& session, const Viewer& viewer) {
  std::unordered_set<ThingId> seen;
  each_id(session, bound_sql("SELECT e.id FROM things e WHERE ") + thing_is_visible(viewer, "e"),
          [&](long long id) { seen.insert(ThingId(id)); });
  return seen;
}

bool is_visible_to(soci::session& session, const Viewer& viewer, EntitySet set, std::int64_t id) {
  bool seen = false;
  BoundSql query = bound_sql("SELECT e.id FROM " + std::string(table_name(set)) + " e WHERE e.id = ");
  query.bind(static_cast<long long>(id)).add(" AND ").add(is_visible(viewer, set, "e"));
  each_id(session, std::move(query), [&](long long) { seen = true; });
  return seen;
}

}  // namespace cunkou::sensorthings
