#pragma once
// Keeps the extra members of Observations in the state database.

#include "platform/sql/database.hpp"
#include "sensing/sensorthings/observation_extra.hpp"

namespace cunkou::sensorthings {

class StoredObservationExtras final : public ObservationExtras {
 public:
  explicit StoredObservationExtras(sql::Database& database) : database_(database) {}

  Result<void> check(const ObservationBody&) override;
  Result<void> keep(const ObservationBody&, StreamId, Instant) override;

 private:
  sql::Database& database_;
};

}  // namespace cunkou::sensorthings
