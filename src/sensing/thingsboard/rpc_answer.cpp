#include "sensing/thingsboard/rpc_answer.hpp"

#include <boost/json.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace cunkou::thingsboard {
namespace {

namespace json = boost::json;

bool is_false(const json::object& answer, std::string_view key) {
  const auto* value = answer.if_contains(key);
  return value && value->is_bool() && !value->as_bool();
}

// An "error" member with an empty value is no error.
bool is_nothing(const json::value& value) {
  return value.is_null() || (value.is_bool() && !value.as_bool()) ||
         (value.is_number() && value.to_number<double>() == 0) ||
         (value.is_string() && value.as_string().empty());
}

std::string reason_text(const json::value& value) {
  return excerpt(value.is_string() ? std::string(value.as_string()) : json::serialize(value),
                 cunkou::limits::form_text_bytes);
}

}  // namespace

actuation::CommandAnswer read_rpc_answer(std::string_view payload) {
  if (payload.empty()) return {true, {}};
  boost::system::error_code broken;
  const auto answer = json::parse(payload, broken);
  if (broken) return {false, excerpt(payload, cunkou::limits::form_text_bytes)};
  if (!answer.is_object()) return {!answer.is_bool() || answer.as_bool(), {}};
  const auto& object = answer.as_object();
  const auto *error = object.if_contains("error"), *reason = object.if_contains("reason");
  const bool failed = error && !is_nothing(*error);
  actuation::CommandAnswer out{!failed && !is_false(object, "accepted") && !is_false(object, "success"), {}};
  if (reason && reason->is_string())
    out.reason = reason_text(*reason);
  else if (failed && !error->is_bool())
    out.reason = reason_text(*error);
  return out;
}

}  // namespace cunkou::thingsboard
