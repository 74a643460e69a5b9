#pragma once
// A refusal, as a value: what kind of wrong it is, and what the person can do next.
//
// Three kinds of wrong are never mixed (docs/decisions/0002-errors.md): a refusal is a value of this type; a
// broken environment (disk, socket, database) is an exception caught by the adapter that owns the library; a
// bug is an assertion that stays on.

#include <boost/assert/source_location.hpp>
#include <string>
#include <string_view>

namespace cunkou {

// Protocol-neutral and ordered. Mapped once to HTTP (http/problem.hpp) and once to MQTT (mqtt/reason.hpp).
enum class Code {
  invalid,          // the input is malformed or out of range
  unauthenticated,  // nobody is signed in
  forbidden,        // somebody is, but may not
  not_found,
  conflict,     // the state of the thing does not allow it (any more)
  gone,         // it was there and has expired
  too_large,    // over a limit in base/limits.hpp
  too_many,     // throttled: try again later
  unsupported,  // understood, and not offered
  unavailable,  // the environment is broken: disk full, read-only, shutting down
  internal,     // none of the above: a bug report
};

// Lower-case snake name, as it stands in JSON (`"code": "not_found"`).
std::string_view name(Code);

struct Error {
  Code code = Code::internal;
  std::string reason;  // a sentence that tells the person what to do next
};

// A reason may be in two languages, "中文句子|English sentence". The part for `language` ("zh", "en"); the
// whole where there is only one.
std::string_view in_language(std::string_view reason, std::string_view language);

inline Error invalid(std::string reason) { return {Code::invalid, std::move(reason)}; }
inline Error not_found(std::string reason) { return {Code::not_found, std::move(reason)}; }
inline Error forbidden(std::string reason) { return {Code::forbidden, std::move(reason)}; }
inline Error conflict(std::string reason) { return {Code::conflict, std::move(reason)}; }

// value() on a refusal is a bug in the caller: it terminates with the place, and never reaches a user.
[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&);

}  // namespace cunkou
