#include "sensing/sensorthings/observation_topic.hpp"

#include "base/text.hpp"

namespace cunkou::sensorthings {
namespace {

constexpr std::string_view head = "v1.1/Datastreams(", tail = ")/Observations", select = "$select=";

std::optional<StreamId> stream_of(std::string_view path) {
  if (!path.starts_with(head) || !path.ends_with(tail) || path.size() < head.size() + tail.size()) return {};
  path = path.substr(head.size(), path.size() - head.size() - tail.size());
  const auto number = parse_number<std::int64_t>(path);
  if (!number || *number <= 0) return {};
  return StreamId(*number);
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
  const auto question_mark = topic.find('?');
  const auto stream = stream_of(topic.substr(0, question_mark));
  auto query = select_of(question_mark == topic.npos ? "" : topic.substr(question_mark + 1));
  if (!stream || !query) return {};
  return ObservationTopic{*stream, std::move(*query)};
}

}  // namespace cunkou::sensorthings
