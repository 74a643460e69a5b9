#include "platform/http/request.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>
#include <set>

#include "base/json_text.hpp"
#include "base/percent.hpp"
#include "base/text.hpp"
#include "platform/http/limits.hpp"

namespace cunkou::http {

namespace {

// Boost.JSON parses 1e400 as infinity.
bool is_finite(const boost::json::value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) return std::ranges::all_of(*array, is_finite);
  const auto* object = value.if_object();
  return !object ||
         std::ranges::all_of(*object, [](const auto& member) { return is_finite(member.value()); });
}

Error no_nul() {
  return invalid(
      {"文字里有一个空字符（U+0000），请去掉它", "A text contains the character U+0000: leave it out"});
}

// No database keeps U+0000 in a text: PostgreSQL refuses it, and C ends the text there.
bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }
bool has_nul(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return has_nul(std::string_view(*text));
  if (const auto* array = value.if_array())
    return std::ranges::any_of(*array, [](const auto& one) { return has_nul(one); });
  const auto* object = value.if_object();
  return object && std::ranges::any_of(*object, [](const auto& member) {
           return has_nul(std::string_view(member.key())) || has_nul(member.value());
         });
}

std::string unescaped(std::string_view key) {
  if (key.find('\\') == key.npos) return std::string(key);
  return std::string(boost::json::parse("\"" + std::string(key) + "\"").as_string());
}

// The first key that an object of this valid JSON holds twice. Boost.JSON keeps the last value.
std::optional<std::string> duplicate_key(std::string_view text) {
  std::vector<std::set<std::string>> objects;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '{') objects.emplace_back();
    if (text[at] == '}') objects.pop_back();
    if (text[at] != '"') continue;
    const auto begin = at + 1;
    while (text[++at] != '"')
      if (text[at] == '\\') ++at;
    const auto next = text.find_first_not_of(" \t\r\n", at + 1);
    if (next == text.npos || text[next] != ':') continue;
    auto key = unescaped(text.substr(begin, at - begin));
    if (!objects.back().insert(key).second) return key;
  }
  return {};
}

}  // namespace

std::string_view name(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
  }
  return "GET";
}

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [key, value] : headers)
    if (key == lower_case_name) return value;
  return {};
}

std::string_view Request::cookie(std::string_view wanted) const {
  auto rest = header("cookie");
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto cookie = trimmed(pair);
    if (cookie.starts_with(wanted) && cookie.substr(wanted.size()).starts_with('='))
      return cookie.substr(wanted.size() + 1);
  }
  return {};
}

std::optional<std::string> Request::query_param(std::string_view wanted) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals), Plus::is_space) != wanted) continue;
    return equals == pair.npos ? std::string() : percent_decode(pair.substr(equals + 1), Plus::is_space);
  }
  return std::nullopt;
}

std::string_view Request::param(std::string_view wanted) const {
  const auto found = params.find(wanted);
  return found == params.end() ? std::string_view() : std::string_view(found->second);
}

Result<std::int64_t> Request::id_param(std::string_view wanted) const {
  const auto id = parse_number<std::int64_t>(param(wanted));
  if (!id || *id <= 0)
    return not_found({"没有这一项，请返回上一页重试", "There is no such entry; go back and try again"});
  return *id;
}

Result<void> Request::require_text() const {
  const auto text = percent_decode_leniently(path) + percent_decode_leniently(query, Plus::is_space);
  if (has_nul(text)) return no_nul();
  if (!is_utf8(text))
    return invalid({"地址里的文字不是 UTF-8", "The text in the address is not UTF-8: encode it so"});
  return {};
}

Result<boost::json::value> Request::json() const {
  if (body.empty())
    return invalid({"请求里没有内容，请填写后再提交", "The request has no content; send a JSON document"});
  boost::json::parse_options options;
  options.max_depth = limits::json_depth;
  boost::json::error_code wrong;
  auto value = boost::json::parse(body, wrong, {}, options);
  if (wrong)
    return invalid(
        format_label("请求内容不是正确的 JSON：{}", "The body is not valid JSON: {}", wrong.message()));
  if (const auto key = duplicate_key(body))
    return invalid(format_label("「{}」这一项写了两次，请留下一个",
                                "The field \"{}\" is there twice: leave one of them", excerpt(*key)));
  if (!is_finite(value))
    return invalid({"请求里有一个数太大", "A number in the body is too large: write a smaller one"});
  if (has_nul(value)) return no_nul();
  return value;
}

Response Response::json(const boost::json::value& value, int status) {
  Response response;
  response.status = status;
  response.body = json_text(value);
  return response;
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  response.content_type.clear();
  return response;
}

}  // namespace cunkou::http
