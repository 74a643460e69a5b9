#pragma once
// Limits of MQTT connections and sessions.

#include <cstddef>

#include "base/instant.hpp"

namespace cunkou::mqtt::limits {

inline constexpr std::size_t packet_bytes = 1 * 1024 * 1024;  // a backlog that a device sends at once
inline constexpr std::size_t inflight = 1024;                 // publishes received and not yet acknowledged
inline constexpr std::size_t topic_bytes = 1024;              // the longest topic in use has about 100
inline constexpr std::size_t topic_levels = 32;   // the deepest in use has 6; bounds the matching of filters
inline constexpr std::size_t queued = 1000;       // for an absent persistent session; the oldest are dropped
inline constexpr std::size_t subscriptions = 64;  // per session; a device needs five
inline constexpr std::size_t retained = 1000;     // per device
inline constexpr Duration connect_wait = seconds(10);  // from TCP accept to CONNECT
inline constexpr std::size_t connections = 20'000;     // twice the devices of a large county
// The devices of a village behind one address, many times over; others keep four fifths of the places.
inline constexpr std::size_t connections_per_address = 4'000;
inline constexpr std::size_t connect_bytes = 8 * 1024;  // bounds memory per client before sign-in
inline constexpr std::size_t client_id_bytes = 128;     // the standard asks for 23
inline constexpr std::size_t window = 32;  // publishes sent and not yet acknowledged by the client
inline constexpr std::size_t queued_bytes = 2 * 1024 * 1024;    // per session; the oldest are dropped
inline constexpr std::size_t retained_bytes = 2 * 1024 * 1024;  // per device
inline constexpr std::size_t outbound_bytes = 64 * 1024;        // written and not yet accepted by the socket
inline constexpr std::size_t sessions = 16;  // persistent sessions per device: bounds random client ids
inline constexpr Duration drain_wait = seconds(5);  // for outstanding acknowledgements when the server stops

}  // namespace cunkou::mqtt::limits
