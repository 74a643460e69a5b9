// "FILTER\nNAME": matching agrees with the definition in the standard, applied level by level.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "platform/mqtt/topic.hpp"

using namespace cunkou::mqtt;

namespace {

using Levels = std::vector<std::string_view>;

Levels split(std::string_view topic) {
  Levels levels;
  for (;;) {
    const auto end = topic.find('/');
    levels.push_back(topic.substr(0, end));
    if (end == std::string_view::npos) return levels;
    topic.remove_prefix(end + 1);
  }
}

bool matches_by_definition(const Levels& filter, const Levels& name) {
  if (name[0].starts_with('$') && (filter[0] == "+" || filter[0] == "#")) return false;
  for (std::size_t n = 0; n < filter.size(); ++n) {
    if (filter[n] == "#") return true;
    if (n >= name.size() || (filter[n] != "+" && filter[n] != name[n])) return false;
  }
  return filter.size() == name.size();
}

bool is_filter_by_definition(const Levels& levels) {
  for (std::size_t n = 0; n < levels.size(); ++n) {
    if (levels[n] == "#" && n + 1 < levels.size()) return false;
    if (levels[n].size() > 1 && levels[n].find_first_of("+#") != std::string_view::npos) return false;
  }
  return true;
}

void require(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cut = text.find('\n');
  if (cut == std::string_view::npos) return 0;
  const auto filter = text.substr(0, cut);
  const auto name = text.substr(cut + 1);
  if (is_topic_filter(filter)) require(is_filter_by_definition(split(filter)));
  if (!is_topic_filter(filter) || !is_topic_name(name)) return 0;
  require(is_topic_filter(name));
  require(matches(filter, name) == matches_by_definition(split(filter), split(name)));
  if (is_within(filter, "me") && matches(filter, name)) require(is_within(name, "me"));
  return 0;
}
