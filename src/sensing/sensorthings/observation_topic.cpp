#include "sensing/sensorthings/observation_topic.hpp"

#include <charconv>

namespace cunkou::sensorthings {
namespace {

constexpr std::string_view head = "v1.1/Datastreams(", tail = ")/Observations", select = "$select=";

std::optional<StreamId> stream_of(std::string_view path) {
  if (!path.starts_with(head) || !path.ends_with(tail) || path.size() < head.size() + tail.size()) return {};
  path = path.substr(head.size(), path.size() - head.size() - tail.size());
  StreamId id;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), id.value);
  if (error != std::errc{} || end != path.data() + path.size() || id.value <= 0) return {};
  return id;
}

std::optional<Query> select_of(std::string_view options) {
  if (options.empty()) return Query();
  if (options.find('&') != options.npos) return {};
  auto query = parse_query(options);
  if (!query || query->options.size() != 1 || !query->options.front().starts_with(select)) return {};
  return std::move(*query);
}

}  // namespace

std::optional<ObservationTopic> parse_observation_topic(std::string_view topic) {
  const auto mark = topic.find('?');
  const auto stream = stream_of(topic.substr(0, mark));
  auto query = select_of(mark == topic.npos ? "" : topic.substr(mark + 1));
  if (!stream || !query) return {};
  return ObservationTopic{*stream, std::move(*query)};
}

}  // namespace cunkou::sensorthings
