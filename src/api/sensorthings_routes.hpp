#pragma once
// SensorThings 1.1 (OGC 18-088) at /v1.1: what things/sensorthings.hpp reads and things/create_entity.hpp
// writes, over HTTP.

#include "api/context.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "platform/http/route.hpp"

namespace cunkou::sensorthings {
struct ObservationBody;
}

namespace cunkou::api {

http::Routes sensorthings_routes(Context&);

// What an Observation says beyond time and result, for things::Ingest::Hooks.
Result<void> judge_extra(sql::Database&, const sensorthings::ObservationBody&);
Result<void> keep_extra(sql::Database&, const sensorthings::ObservationBody&, StreamId, Instant);

}  // namespace cunkou::api
