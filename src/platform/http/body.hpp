#pragma once
// The JSON object that a request brings, field by field. Faults of all fields are reported at
// once, under its name, as the page's form shows it. A field that nobody has asked for is wrong, too: a slip
// of the pen must not pass for a change that was made.
//
//   Body body(request);
//   const auto phone = body.text("phone");
//   if (auto refusal = body.refusal()) return *refusal;

#include <boost/json/object.hpp>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/http/request.hpp"

namespace cunkou::http {

class Body {
 public:
  explicit Body(const Request&);

  // Missing, null or of another type: a fault, and "" or 0.
  std::string text(std::string_view field);
  std::int64_t integer(std::string_view field);
  // Missing or null: nothing; of another type: a fault.
  std::optional<std::string> optional_text(std::string_view field);
  std::optional<bool> optional_flag(std::string_view field);
  std::optional<double> optional_number(std::string_view field);
  std::optional<std::int64_t> optional_integer(std::string_view field);

  bool is_null(std::string_view field) const;  // there, as null

  // What the reader of a field thinks of it: a fault, unless the field has one already.
  void judge(std::string_view field, const Result<void>&);

  std::optional<Response> refusal() const;  // after all that may stand there has been asked for

 private:
  const boost::json::value* find(std::string_view field) const;
  std::vector<std::pair<std::string, Label>> unknown() const;
  void fault(std::string_view field, Label reason);

  const Request& request_;
  boost::json::object object_;
  std::optional<Error> broken_;
  std::vector<std::pair<std::string, Label>> faults_;
  mutable std::set<std::string, std::less<>> asked_;
};

// Refuses, by its name, a field that is none of these.
Result<void> refuse_other_fields(const boost::json::object&, std::initializer_list<std::string_view> known);

// A refusal that is one field's fault: problem+json with "fields".
Response field_problem(const Request&, std::string_view field, const Error&);

}  // namespace cunkou::http
