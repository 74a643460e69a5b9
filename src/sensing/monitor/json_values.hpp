#pragma once
// Optional values as JSON: null if absent.

#include <boost/json/value.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/label.hpp"

namespace cunkou::monitor {

inline boost::json::value text_or_null(const std::string& text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}
// What the program said, not a person, in the stored form (base/label.hpp).
inline boost::json::value said_or_null(const std::string& text, std::string_view language) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(from_stored(text).in(language));
}
inline boost::json::value number_or_null(const std::optional<double>& n) {
  return n && std::isfinite(*n) ? boost::json::value(*n) : boost::json::value(nullptr);
}
inline std::int64_t whole_seconds(Duration d) { return d.count() / 1000; }
inline boost::json::value iso_or_null(const std::optional<Instant>& t) {
  return t ? boost::json::value(to_iso(*t)) : boost::json::value(nullptr);
}

}  // namespace cunkou::monitor
