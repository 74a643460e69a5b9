#include "platform/http/body.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/text.hpp"
#include "platform/http/declared_requests.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::http {
namespace {

namespace json = boost::json;

constexpr std::size_t unknown_fields_shown = 10;  // a sentence each: a body may have ten thousands

Response problem(const Request& request, const Error& error,
                 const std::vector<std::pair<std::string, Label>>& faults) {
  const auto language = language_of(request);
  json::object fields;
  for (const auto& [field, reason] : faults) fields[field] = reason.in(language);
  auto response = Response::json(json::object{{"type", "about:blank"},
                                              {"title", title_of(error.code)},
                                              {"status", status_of(error.code)},
                                              {"code", name(error.code)},
                                              {"detail", error.reason.in(language)},
                                              {"fields", std::move(fields)}},
                                 status_of(error.code));
  response.content_type = "application/problem+json";
  return response;
}

Label no_such_field(std::string_view field) {
  const auto shown = excerpt(field);
  return format_label("没有「{}」这一项，请去掉或改正",
                      "There is no field \"{}\" here: correct it or leave it out", shown);
}

}  // namespace

Body::Body(const Request& request) : request_(request) {
  // A form of another site's page can send other types without asking first.
  if (media_type_of(request) != "application/json") {
    broken_ = {Code::unsupported,
               {"请求应是 JSON：请带上 Content-Type: application/json",
                "The body must be JSON: send it with Content-Type: application/json"}};
    return;
  }
  auto value = request.json();
  if (!value)
    broken_ = value.error();
  else if (!value->is_object())
    broken_ = invalid({"请求应是一个 JSON 对象", "The body must be a JSON object"});
  else
    object_ = std::move(value->as_object());
}

const json::value* Body::present(std::string_view field) const {
  asked_.emplace(field);
  return object_.if_contains(field);
}

const json::value* Body::find(std::string_view field) const {
  const auto* value = present(field);
  return value && !value->is_null() ? value : nullptr;
}

bool Body::is_null(std::string_view field) const {
  const auto* value = present(field);
  return value && value->is_null();
}

bool Body::is_empty(std::string_view field) const {
  const auto* value = present(field);
  return value && (value->is_null() || (value->is_string() && value->as_string().empty()));
}

void Body::fault(std::string_view field, Label reason) { faults_.emplace_back(field, std::move(reason)); }

void Body::check(std::string_view field, const Result<void>& value) {
  const bool has_fault = std::ranges::any_of(faults_, [&](const auto& one) { return one.first == field; });
  if (!value && !has_fault) fault(field, value.error().reason);
}

std::string Body::text(std::string_view field, std::size_t bytes_max) {
  if (!find(field)) fault(field, {"请填写", "Fill this in"});
  return optional_text(field, bytes_max).value_or("");
}

std::int64_t Body::integer(std::string_view field) {
  if (!find(field)) fault(field, {"请填写", "Fill this in"});
  return optional_integer(field).value_or(0);
}

std::optional<std::string> Body::optional_text(std::string_view field, std::size_t bytes_max) {
  const auto* value = find(field);
  if (!value) return std::nullopt;
  if (value->is_string() && value->as_string().size() <= bytes_max) return std::string(value->as_string());
  const auto characters = bytes_max / 3;  // of Chinese
  fault(field, value->is_string() ? format_label("太长了，最多 {} 个字",
                                                 "This is too long: {} characters at most", characters)
                                  : Label{"应是文字", "This must be a text"});
  return std::nullopt;
}

std::optional<bool> Body::optional_flag(std::string_view field) {
  const auto* value = find(field);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->as_bool();
  fault(field, {"应是 true 或 false", "This must be true or false"});
  return std::nullopt;
}

std::optional<double> Body::optional_number(std::string_view field) {
  const auto* value = find(field);
  if (!value) return std::nullopt;
  if (value->is_number()) return value->to_number<double>();
  fault(field, {"应是数字", "This must be a number"});
  return std::nullopt;
}

std::optional<std::int64_t> Body::optional_integer(std::string_view field) {
  const auto* value = find(field);
  if (!value) return std::nullopt;
  if (value->is_int64()) return value->as_int64();
  fault(field, {"应是整数", "This must be a whole number"});
  return std::nullopt;
}

std::optional<Response> Body::refusal() const {
  if (broken_ && broken_->code == Code::unsupported)
    return Response::problem(*broken_, language_of(request_), 415);
  if (broken_) return Response::problem(*broken_, language_of(request_));
  auto faults = unknown();
  if (faults.empty() && faults_.empty()) return std::nullopt;
  const auto why =
      faults.empty() ? Label{"请检查填写的内容", "Check what you filled in"} : faults.front().second;
  faults.insert(faults.end(), faults_.begin(), faults_.end());
  return problem(request_, invalid(why), faults);
}

std::vector<std::pair<std::string, Label>> Body::unknown() const {
  std::vector<std::pair<std::string, Label>> out;
  for (const auto& [field, value] : object_)
    if (out.size() < unknown_fields_shown && !asked_.contains(std::string_view(field)))
      out.emplace_back(excerpt(field), no_such_field(field));
  return out;
}

Response field_problem(const Request& request, std::string_view field, const Error& error) {
  return problem(request, error, {{std::string(field), error.reason}});
}

}  // namespace cunkou::http
