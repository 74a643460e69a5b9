#pragma once
// Limits of HTTP requests, responses and open pages.

#include <cstddef>

#include "base/instant.hpp"

namespace cunkou::http::limits {

inline constexpr std::size_t header_bytes = 16 * 1024;      // cookies of other programs on the same name
inline constexpr std::size_t body_bytes = 1 * 1024 * 1024;  // a form, a JSON document
inline constexpr std::size_t json_depth = 32;               // SensorThings' deepest insert has 9
inline constexpr std::size_t connections = 20'000;  // 10,000 idle connections must not lock out others
// A village of 1,000 households behind one address, three connections a phone, leaves some; a single flooding
// address leaves others four fifths of the places.
inline constexpr std::size_t connections_per_address = 4'000;
inline constexpr Duration idle = seconds(75);         // keep-alive of a phone
inline constexpr Duration header_wait = seconds(15);  // for a slow sender
inline constexpr Duration body_wait = seconds(60);    // plus one second for each …
// … of these bytes: the slowest supported link
inline constexpr std::size_t bytes_per_second = 16 * 1024;
inline constexpr std::size_t bodies_bytes = 256 * 1024 * 1024;  // all bodies in progress together
// A query over a year of a county takes a few seconds; one that takes longer keeps a worker from others.
inline constexpr Duration query_time = seconds(20);
inline constexpr Duration drain_wait = seconds(5);  // at stop: time for responses in progress
inline constexpr std::size_t qr_bytes = 1000;       // old phone cameras cannot read a denser code
inline constexpr std::size_t live_streams = 5'000;  // open server-sent event streams
// Unread by the client; beyond it, the stream is dropped.
inline constexpr std::size_t live_queue_bytes = 256 * 1024;
inline constexpr Duration live_ping = seconds(20);    // shorter than the idle time-out of mobile networks
inline constexpr Duration live_recheck = minutes(1);  // an ended role ends its streams within this time

}  // namespace cunkou::http::limits
