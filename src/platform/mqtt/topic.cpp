#include "platform/mqtt/topic.hpp"

#include <algorithm>

#include "platform/mqtt/limits.hpp"

namespace cunkou::mqtt {

namespace {

bool fits_limits(std::string_view topic) {
  return !topic.empty() && topic.size() <= limits::topic_bytes &&
         static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/')) < limits::topic_levels;
}

// Removes and returns the first level; `rest` has null data() after the last.
std::string_view take_level(std::string_view& rest) {
  const auto end = rest.find('/');
  const auto level = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return level;
}

bool is_last(std::string_view rest) { return rest.data() == nullptr; }

}  // namespace

bool has_wildcard(std::string_view filter) { return filter.find_first_of("+#") != std::string_view::npos; }

bool is_topic_name(std::string_view topic) { return fits_limits(topic) && !has_wildcard(topic); }

bool is_topic_filter(std::string_view filter) {
  if (!fits_limits(filter)) return false;
  for (auto rest = filter; !is_last(rest);) {
    const auto level = take_level(rest);
    if (level == "#" ? !is_last(rest) : level != "+" && has_wildcard(level)) return false;
  }
  return true;
}

bool matches(std::string_view filter, std::string_view name) {
  if (name.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'))) return false;
  while (!is_last(filter)) {
    const auto wanted = take_level(filter);
    if (wanted == "#") return true;
    if (is_last(name)) return false;
    const auto level = take_level(name);
    if (wanted != "+" && wanted != level) return false;
  }
  return is_last(name);
}

bool is_within(std::string_view filter, std::string_view root) {
  return filter.starts_with(root) && (filter.size() == root.size() || filter[root.size()] == '/');
}

}  // namespace cunkou::mqtt
