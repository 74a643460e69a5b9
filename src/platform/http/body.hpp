#pragma once
// Reads the JSON object of a request field by field. Reports the faults of all fields at once, each under the
// name of its field, so that a form can show them there. Refuses a field that was not read: a misspelt name
// must not look like a change that was made, and a body
// of another type than application/json (415). For one thread.
//
//   Body body(request);
//   const auto phone = body.text("phone");
//   if (auto refusal = body.refusal()) return *refusal;

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

class Body {
 public:
  explicit Body(const Request&);

  // Missing, null or of another type: a fault, and "" or 0.
  std::string text(std::string_view field, std::size_t bytes_max = cunkou::limits::form_text_bytes);
  std::int64_t integer(std::string_view field);
  // Missing or null: nothing; of another type: a fault.
  std::optional<std::string> optional_text(std::string_view field,
                                           std::size_t bytes_max = cunkou::limits::form_text_bytes);
  std::optional<bool> optional_flag(std::string_view field);
  std::optional<double> optional_number(std::string_view field);
  std::optional<std::int64_t> optional_integer(std::string_view field);

  bool is_null(std::string_view field) const;   // present, as null
  bool is_empty(std::string_view field) const;  // present, as null or ""

  // Adds the refusal of a field's value as its fault, unless the field has one already.
  void check(std::string_view field, const Result<void>&);

  std::optional<Response> refusal() const;  // call it after every permitted field was read

 private:
  const boost::json::value* present(std::string_view field) const;
  const boost::json::value* find(std::string_view field) const;
  std::vector<std::pair<std::string, Label>> unknown() const;
  void fault(std::string_view field, Label reason);

  const Request& request_;
  boost::json::object object_;
  std::optional<Error> broken_;
  std::vector<std::pair<std::string, Label>> faults_;
  mutable std::set<std::string, std::less<>> asked_;
};

// A refusal that is one field's fault: problem+json with "fields".
Response field_problem(const Request&, std::string_view field, const Error&);

}  // namespace cunkou::http
