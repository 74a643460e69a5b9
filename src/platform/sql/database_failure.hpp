#pragma once
// Turns a failure of SQLite into a sentence in both languages that tells a person what to do next.

#include "base/label.hpp"

namespace soci {
class soci_error;
}

namespace cunkou::sql {

enum class Failure { disk_full, damaged, other };
Failure failure_of(const soci::soci_error&);

Label message_for(const soci::soci_error&);

}  // namespace cunkou::sql
