#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <unordered_set>

#include "base/string_hash.hpp"
#include "core/people/common_passwords.hpp"
#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

using Passwords = std::unordered_set<std::string, StringHash, std::equal_to<>>;

Passwords read_list() {
  Passwords found;
  const auto list = boost::json::parse(common_passwords_json());
  for (const auto& one : list.as_array())
    if (one.as_string().size() >= limits::password_characters_min) found.emplace(one.as_string());
  return found;
}

}  // namespace

bool is_common_password(std::string_view text) {
  static const auto passwords = read_list();
  return passwords.contains(text);
}

}  // namespace cunkou::people
