#include "sensing/thingsboard/topics.hpp"

#include <utility>

namespace cunkou::thingsboard {
namespace {

constexpr std::string_view own_topics = "v1/devices/me/";
constexpr std::string_view attributes_topic = "v1/devices/me/attributes";
constexpr std::string_view attribute_requests = "v1/devices/me/attributes/request/";
constexpr std::string_view attribute_responses = "v1/devices/me/attributes/response/";
constexpr std::string_view rpc_requests = "v1/devices/me/rpc/request/";
constexpr std::string_view rpc_responses = "v1/devices/me/rpc/response/";

std::string joined(std::string_view head, std::string_view id) { return std::string(head) + std::string(id); }

}  // namespace

std::optional<Topic> parse_topic(std::string_view topic) {
  using enum Topic::Kind;
  if (topic == telemetry_topic) return Topic{telemetry, {}};
  if (topic == attributes_topic) return Topic{attributes, {}};
  for (const auto& [head, kind] :
       {std::pair{attribute_requests, attribute_request}, std::pair{rpc_requests, rpc_request},
        std::pair{rpc_responses, rpc_response}})
    if (topic.starts_with(head)) return Topic{kind, topic.substr(head.size())};
  return {};
}

bool is_device_filter(std::string_view filter) { return filter.starts_with(own_topics); }

std::string rpc_request_topic(std::string_view id) { return joined(rpc_requests, id); }
std::string rpc_response_topic(std::string_view id) { return joined(rpc_responses, id); }
std::string attribute_response_topic(std::string_view id) { return joined(attribute_responses, id); }

}  // namespace cunkou::thingsboard
