// Properties of SensorThings URLs below the service root, "Things(1)/Datastreams?$filter=…": a parsed URL
// round-trips; a small data set answers every URL with JSON or a refusal, and its next links can be followed.

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <string>

#include "base/limits.hpp"
#include "entity_fixture.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/navigation.hpp"
#include "sensing/sensorthings/odata_query.hpp"

using namespace cunkou;
using fuzz::require;

namespace {

namespace json = boost::json;

std::string encoded(std::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    out += std::isalnum(c) ? std::string(1, char(c)) : fmt::format("%{:02X}", c);
  return out;
}

std::string written(const sensorthings::ResourcePath& path) {
  std::string out;
  for (const auto& step : path.steps)
    out += "/" + encoded(step.name) + (step.id ? "(" + std::to_string(*step.id) + ")" : "");
  for (const auto& name : path.property) out += "/" + encoded(name);
  return out + (path.value ? "/$value" : "") + (path.ref ? "/$ref" : "");
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) out.append(out.empty() ? "" : between).append(part);
  return out;
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

bool is_operator(const std::string& word) {
  constexpr std::string_view words[] = {"and", "or",  "eq",  "ne",  "gt",  "ge", "lt",
                                        "le",  "add", "sub", "mul", "div", "mod"};
  return std::ranges::find(words, word) != std::end(words);
}

std::string written(const sensorthings::Expression& e) {
  using Kind = sensorthings::Expression::Kind;
  switch (e.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return e.boolean ? "true" : "false";
    case Kind::number:
      return e.whole ? std::to_string(*e.whole) : fmt::format("{:.17e}", e.number);
    case Kind::text:
      return in_quotes(e.text);
    case Kind::time:
      return to_iso(e.time);
    case Kind::path:
      return joined(e.path, "/");
    case Kind::call:
      break;
  }
  std::vector<std::string> arguments;
  for (const auto& argument : e.arguments) arguments.push_back(written(argument));
  if (is_operator(e.text)) return "(" + joined(arguments, " " + e.text + " ") + ")";
  if (e.text == "not") return "(not " + arguments[0] + ")";
  return e.text + "(" + joined(arguments, ",") + ")";
}

std::vector<std::string> options(const sensorthings::Query& query);

std::string written(const sensorthings::Expand& expand) {
  const auto inner = options(expand.query);
  return expand.name + (inner.empty() ? "" : "(" + joined(inner, ";") + ")");
}

std::vector<std::string> options(const sensorthings::Query& query) {
  std::vector<std::string> out;
  if (query.top) out.push_back("$top=" + std::to_string(*query.top));
  if (query.skip) out.push_back("$skip=" + std::to_string(*query.skip));
  if (query.count) out.push_back("$count=true");
  if (query.data_array) out.push_back("$resultFormat=dataArray");
  if (query.filter) out.push_back("$filter=" + written(*query.filter));
  std::vector<std::string> order, expand;
  for (const auto& one : query.order) order.push_back(written(one.by) + (one.descending ? " desc" : ""));
  for (const auto& one : query.expand) expand.push_back(written(one));
  if (!order.empty()) out.push_back("$orderby=" + joined(order, ","));
  if (!query.select.empty()) out.push_back("$select=" + joined(query.select, ","));
  if (!expand.empty()) out.push_back("$expand=" + joined(expand, ","));
  return out;
}

std::string as_url(const std::vector<std::string>& decoded) {
  std::vector<std::string> out;
  for (const auto& option : decoded) out.push_back(encoded(option));
  return joined(out, "&");
}

void read_again(const sensorthings::ResourcePath& path) {
  const auto text = written(path);
  const auto again = sensorthings::parse_resource_path(text);
  require(again.has_value() && written(*again) == text && again->set == path.set && again->many == path.many);
}

void read_again(const sensorthings::Query& query) {
  const auto text = as_url(options(query));
  const auto again = sensorthings::parse_query(text);
  // Extra parentheses may exceed the depth limit.
  if (!again) require(again.error().code == Code::too_large);
  if (again) require(as_url(options(*again)) == text);
  const auto repeated = sensorthings::parse_query(as_url(query.options));
  require(repeated.has_value() && as_url(options(*repeated)) == text);
}

std::size_t top_of(const sensorthings::Query& query) {
  return std::min(query.top.value_or(cunkou::limits::page_default), cunkou::limits::page_max);
}

void check_refusal(const Error& refusal) {
  require(!refusal.reason.en.empty() && is_utf8(refusal.reason.en) && refusal.code != Code::internal);
}

void check_collection(const json::object& response, const sensorthings::Query& query) {
  const auto& value = response.at("value").as_array();
  require(query.data_array || value.size() <= top_of(query));
  if (const auto* count = response.if_contains("@iot.count"))
    require(query.count &&
            count->as_int64() >= static_cast<std::int64_t>(query.data_array ? 0 : value.size()));
  const auto* next = response.if_contains("@iot.nextLink");
  if (!next) return;
  const auto [path, more] =
      fuzz::cut(std::string_view(next->as_string()).substr(fuzz::EntityFixture::root.size()), '?');
  const auto page = sensorthings::parse_query(more);
  require(page.has_value() && sensorthings::parse_resource_path(path).has_value());
  require(page->skip.value_or(0) >= query.skip.value_or(0) && top_of(*page) == top_of(query));
}

void ask(const sensorthings::ResourcePath& path, const sensorthings::Query& query,
         std::string_view path_text) {
  auto& entities = fuzz::entity_fixture();
  const auto response = entities.database.read(
      [&](sql::Transaction& t) { return entities.reader(t).get(path, query, path_text); });
  if (!response) return check_refusal(response.error());
  require(response->status == 200 || (response->status == 204 && response->body.empty()));
  if (!response->content_type.starts_with("application/json") || response->body.empty()) return;
  boost::system::error_code error;
  json::parse_options deep;
  deep.max_depth = 100;
  const auto body = json::parse(response->body, error, {}, deep);
  require(!error);
  if (path.many && !path.steps.empty()) check_collection(body.as_object(), query);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [path_text, query_text] = fuzz::cut(fuzz::text_of(data, size), '?');
  const auto path = sensorthings::parse_resource_path(path_text);
  const auto query = sensorthings::parse_query(query_text);
  path ? read_again(*path) : check_refusal(path.error());
  query ? read_again(*query) : check_refusal(query.error());
  if (path && query) ask(*path, *query, path_text);
  return 0;
}
