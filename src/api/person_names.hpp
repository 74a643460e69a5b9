#pragma once
// Names of persons for pages, each evaluated up once.

#include "api/greenhouse_json.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::api {

NameOf person_names(sql::Database&);  // not within a transaction

}  // namespace cunkou::api
