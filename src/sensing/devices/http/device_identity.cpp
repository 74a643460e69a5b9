#include "sensing/devices/http/device_identity.hpp"

#include <algorithm>
#include <vector>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace cunkou::devices {
namespace {

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() > word.size() && text[word.size()] == ' ' &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == (b | 0x20); });
}

std::string after_word(std::string_view text, std::string_view word) {
  return std::string(trimmed(text.substr(word.size()), " "));
}

std::vector<std::string> tokens(const http::Request& request) {
  std::vector<std::string> found{bearer_token(request), std::string(request.param("token"))};
  if (const auto credentials = request.header("authorization"); starts_with_word(credentials, "basic")) {
    const auto pair = from_base64(after_word(credentials, "basic"));
    const auto colon = pair.find(':');
    if (colon != pair.npos) found.insert(found.end(), {pair.substr(colon + 1), pair.substr(0, colon)});
  }
  for (auto name : {"p", "u"}) {
    if (auto text = request.query_param(name)) found.push_back(std::move(*text));
  }
  return found;
}

}  // namespace

std::string bearer_token(const http::Request& request) {
  const auto credentials = request.header("authorization");
  for (std::string_view word : {"bearer", "token"}) {
    if (starts_with_word(credentials, word)) return after_word(credentials, word);
  }
  return {};
}

access::Identity device_identity(const Registry& registry, const http::Request& request) {
  access::Identity who;
  for (const auto& token : tokens(request)) {
    if (token.empty()) continue;
    const auto entry = registry.by_token(token);
    if (!entry) continue;
    who.device = entry->device;
    break;
  }
  return who;
}

}  // namespace cunkou::devices
