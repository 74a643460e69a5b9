#include "sensing/sensorthings/observation_extra.hpp"

#include <boost/json.hpp>

#include "sensing/sensorthings/entity_members.hpp"

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

}  // namespace cunkou::sensorthings
