#include "sensing/sensorthings/sql/stored_observation_extras.hpp"

#include <boost/json.hpp>

#include "platform/sql/database.hpp"
#include "sensing/sensorthings/entity_members.hpp"

namespace cunkou::sensorthings {

namespace json = boost::json;

Result<void> StoredObservationExtras::check(const ObservationBody& body) {
  if (FeatureOfInterest made; !body.feature_json.empty())
    return read_members(json::parse(body.feature_json).as_object(), made);
  if (!body.extra.feature) return {};
  return database_.read([&](sql::Transaction& t) -> Result<void> {
    if (entity_store(t).feature(body.extra.feature)) return {};
    return no_such_feature();
  });
}

Result<void> StoredObservationExtras::keep(const ObservationBody& body, StreamId stream, Instant time) {
  return database_.write([&](sql::Transaction& t) {
    return put_extra(entity_store(t), body.extra, body.feature_json, stream, time);
  });
}

}  // namespace cunkou::sensorthings
