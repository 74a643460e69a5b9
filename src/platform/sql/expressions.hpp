#pragma once
// Expressions that the engines write differently, as patterns: {0}, {1} stand for SQL texts. For statements
// that are put together from parts; others write what both engines understand.
//
// JSON is text of a column. A member that is absent, and a value of another type, is NULL.

#include <soci/soci.h>

#include <span>
#include <string>
#include <string_view>

namespace cunkou::sql {

struct Expressions {
  std::string_view position;      // of text {1} in text {0}, from 1; 0: it is not there
  std::string_view rounded;       // number {0}, halves away from zero
  std::string_view text_number;   // the number that text {0} begins with; 0: none
  std::string_view text;          // number or bound text {0} as text that is compared by its bytes
  std::string_view whole;         // number {0} without its fraction
  std::string_view iso_time;      // instant {0} (milliseconds) as 2026-01-31T08:00:00Z
  std::string_view json_text;     // member {1} of JSON {0} as text
  std::string_view json_number;   // as a number
  std::string_view json_boolean;  // as a boolean

  // Of nested members, for a bound value.
  std::string (*json_path)(std::span<const std::string> members);
};

const Expressions& expressions_of(const soci::session&);

}  // namespace cunkou::sql
