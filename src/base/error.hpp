#pragma once
// A refusal as a value: its kind, and a sentence with what the person can do next.
//
// Three kinds of failure are kept apart (docs/decisions/0002-errors.md): a refusal is a value of this type; a
// failing environment (disk, socket, database) is an exception, caught by the adapter that owns the library;
// a bug is an assertion, also in release builds.

#include <boost/assert/source_location.hpp>
#include <string_view>
#include <utility>

#include "base/label.hpp"

namespace cunkou {

// Protocol-neutral and ordered. Mapped to HTTP in platform/http/problem.hpp and to MQTT in
// platform/mqtt/reason.hpp.
enum class Code {
  invalid,          // malformed or out of range
  unauthenticated,  // not signed in
  forbidden,        // signed in, without the right
  not_found,
  conflict,     // not possible in the present state
  gone,         // existed and has expired
  too_large,    // exceeds a limit of the capability or protocol that takes it
  too_many,     // throttled: try again later
  unsupported,  // valid, but not supported
  unavailable,  // the environment fails: disk full, read-only, shutting down
  internal,     // a bug
};

// Lower-case snake name, as in JSON (`"code": "not_found"`).
std::string_view name(Code);

struct Error {
  Code code = Code::internal;
  Label reason;  // a sentence with what the person can do next
};

inline Error invalid(Label reason) { return {Code::invalid, std::move(reason)}; }
inline Error not_found(Label reason) { return {Code::not_found, std::move(reason)}; }
inline Error forbidden(Label reason) { return {Code::forbidden, std::move(reason)}; }
inline Error conflict(Label reason) { return {Code::conflict, std::move(reason)}; }

// value() on a refusal is a bug in the caller: terminates and reports its location; never reaches a user.
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&);

}  // namespace cunkou
