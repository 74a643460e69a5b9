#include "platform/http/declared_requests.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/percent.hpp"
#include "base/text.hpp"
#include "platform/http/openapi.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::http {

namespace json = boost::json;

namespace {

std::optional<std::int64_t> bound(const json::object& schema, std::string_view key) {
  const auto* value = schema.if_contains(key);
  return value && value->is_int64() ? std::optional(value->as_int64()) : std::nullopt;
}

QueryParameter parameter_of(std::string_view name, const json::object& schema) {
  QueryParameter made;
  made.name = name;
  if (const auto* words = schema.if_contains("enum")) {
    made.kind = QueryParameter::Kind::word;
    for (const auto& word : words->as_array()) made.words.emplace_back(word.as_string());
    return made;
  }
  const auto* type = schema.if_contains("type");
  if (!type || !type->is_string()) return made;
  if (type->as_string() == "integer") made.kind = QueryParameter::Kind::integer;
  if (type->as_string() == "boolean") made.kind = QueryParameter::Kind::flag;
  made.minimum = bound(schema, "minimum");
  made.maximum = bound(schema, "maximum");
  return made;
}

std::string listed(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : between).append(word);
  return out;
}

Error unknown_name(std::string_view name, const std::vector<QueryParameter>& declared) {
  std::vector<std::string> names;
  for (const auto& one : declared) names.push_back(one.name);
  const auto shown = excerpt(name);
  if (names.empty())
    return invalid(format_label("这个地址没有参数「{}」，也没有别的参数，请去掉",
                                "There is no parameter \"{}\" here, nor any other: leave it out", shown));
  return invalid(format_label("没有参数「{}」，可用的有：{}", "There is no parameter \"{}\"; there are: {}",
                              shown, listed(names, ", ")));
}

Error wrong_value(const QueryParameter& parameter, std::string_view value) {
  const auto& name = parameter.name;
  const auto shown = excerpt(value);
  switch (parameter.kind) {
    case QueryParameter::Kind::word:
      return invalid(format_label("{} 没有「{}」这个值，可用的有：{}",
                                  "{} has no value \"{}\"; there are: {}", name, shown,
                                  listed(parameter.words, ", ")));
    case QueryParameter::Kind::flag:
      return invalid(format_label("{} 应为 true 或 false，不能是「{}」", "{} is true or false, not \"{}\"",
                                  name, shown));
    default:
      break;
  }
  if (parameter.minimum && parameter.maximum)
    return invalid(format_label("{} 应为 {} 到 {} 的整数，不能是「{}」",
                                "{} must be a whole number from {} to {}, not \"{}\"", name,
                                *parameter.minimum, *parameter.maximum, shown));
  if (parameter.minimum)
    return invalid(format_label("{} 应为不小于 {} 的整数，不能是「{}」",
                                "{} must be a whole number of at least {}, not \"{}\"", name,
                                *parameter.minimum, shown));
  return invalid(
      format_label("{} 应为整数，不能是「{}」", "{} must be a whole number, not \"{}\"", name, shown));
}

bool is_a_value(const QueryParameter& parameter, std::string_view value) {
  switch (parameter.kind) {
    case QueryParameter::Kind::text:
      return true;
    case QueryParameter::Kind::flag:
      return value == "true" || value == "false";
    case QueryParameter::Kind::word:
      return std::ranges::find(parameter.words, value) != parameter.words.end();
    case QueryParameter::Kind::integer:
      break;
  }
  const auto number = parse_number<std::int64_t>(value);
  return number && *number >= parameter.minimum.value_or(*number) &&
         *number <= parameter.maximum.value_or(*number);
}

bool is_of_odata(std::string_view name) { return name.starts_with('$'); }

bool is_one_of(const std::vector<std::string>& types, const std::string& given) {
  const bool takes_json = std::ranges::find(types, "application/json") != types.end();
  return std::ranges::find(types, given) != types.end() ||
         (takes_json && given.starts_with("application/") && given.ends_with("+json"));
}

}  // namespace

std::string media_type_of(const Request& request) {
  const auto type = request.header("content-type");
  return lower_case(trimmed(type.substr(0, type.find(';'))));
}

void declare_requests(Routes& routes, const json::object& definitions) {
  for (auto& route : routes) {
    auto& query = route.query.emplace();
    const auto& extra = additions_to(route, definitions);
    if (const auto* declared = extra.if_contains("query"))
      for (const auto& [name, schema] : declared->as_object())
        query.push_back(parameter_of(name, schema.as_object()));
    route.media_types = media_types_of(route, definitions);
  }
}

Result<void> require_declared_query(const Route& route, const Request& request) {
  if (!route.query) return {};
  const bool has_odata =
      std::ranges::any_of(*route.query, [](const auto& one) { return is_of_odata(one.name); });
  std::vector<std::string> seen;
  for (std::string_view rest = request.query; !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto name = percent_decode_leniently(pair.substr(0, equals), Plus::is_space);
    if (has_odata && is_of_odata(name)) continue;
    const auto found = std::ranges::find(*route.query, name, &QueryParameter::name);
    if (found == route.query->end()) return unknown_name(name, *route.query);
    if (std::ranges::find(seen, name) != seen.end())
      return invalid(format_label("参数 {} 写了两次，请留下一个",
                                  "The parameter {} is there twice: leave one of them", name));
    seen.push_back(name);
    const auto text = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
    const auto value = percent_decode_leniently(text, Plus::is_space);
    if (!is_a_value(*found, value)) return wrong_value(*found, value);
  }
  return {};
}

std::optional<Response> refuse_media_type(const Route& route, const Request& request) {
  const auto given = media_type_of(request);
  if (route.media_types.empty() || request.body.empty() || given.empty()) return {};
  if (is_one_of(route.media_types, given)) return {};
  const Error wrong{Code::unsupported, format_label("内容的类型「{}」这里不收，请用 {}",
                                                    "The Content-Type \"{}\" is not taken here: send {}",
                                                    excerpt(given), listed(route.media_types, ", "))};
  auto refused = Response::problem(wrong, language_of(request), 415);
  const auto* offer = request.method == Method::patch ? "Accept-Patch" : "Accept-Post";
  refused.headers.emplace_back(offer, listed(route.media_types, ", "));
  return refused;
}

}  // namespace cunkou::http
