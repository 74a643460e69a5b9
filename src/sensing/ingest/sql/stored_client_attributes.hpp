#pragma once
// Keeps client attributes in the state database.

#include "base/clock.hpp"
#include "platform/sql/database.hpp"
#include "sensing/ingest/client_attributes.hpp"

namespace cunkou::ingest {

class StoredClientAttributes final : public ClientAttributes {
 public:
  StoredClientAttributes(sql::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  Result<void> keep(DeviceId, std::string_view payload) override;
  std::string requested(DeviceId, const thingsboard::AttributeRequest&) override;

 private:
  sql::Database& database_;
  const Clock& clock_;
};

}  // namespace cunkou::ingest
