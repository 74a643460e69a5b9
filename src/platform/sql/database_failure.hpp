#pragma once
// Failures of either engine: of which kind one is, and what it means to a person, as a sentence in both
// languages that says what to do next and names no value of a row.

#include <soci/soci.h>

#include "base/label.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::sql {

enum class Failure {
  disk_full,
  damaged,
  too_complex,   // a well-formed statement that the engine refuses
  out_of_range,  // a number that the engine cannot compute
  other
};
Failure failure_of(const soci::soci_error&);
int sqlite_code(const soci::soci_error&);  // a primary result code; SQLITE_OK for an error of another engine

Label message_for(const soci::soci_error&);
Label shown_for(const soci::soci_error&);  // to people on pages; the reason of a server is for the operator

// Throws Broken where f throws a soci_error.
template <class F>
auto translate_errors(F&& f, Label (*message)(const soci::soci_error&) = message_for) {
  try {
    return f();
  } catch (const soci::soci_error& error) {
    throw Broken(message(error), shown_for(error));
  }
}

}  // namespace cunkou::sql
