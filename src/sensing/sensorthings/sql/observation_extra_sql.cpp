#include <boost/json.hpp>

#include "platform/sql/database.hpp"
#include "sensing/sensorthings/entity_members.hpp"
#include "sensing/sensorthings/observation_extra.hpp"

namespace cunkou::sensorthings {

namespace json = boost::json;

Error no_such_feature() {
  return invalid({"没有这个 FeatureOfInterest", "there is no such FeatureOfInterest"});
}

Result<void> put_extra(EntityStore& store, ObservationExtra extra, const std::string& feature_json,
                       StreamId stream, Instant time) {
  extra.stream = stream;
  extra.time = time;
  if (!feature_json.empty()) {
    FeatureOfInterest feature;
    CUNKOU_TRY(read_members(json::parse(feature_json).as_object(), feature));
    extra.feature = store.put(feature);
  } else if (extra.feature && !store.feature(extra.feature)) {
    return no_such_feature();
  }
  store.put(extra);
  return {};
}

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
