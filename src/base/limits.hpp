#pragma once
// All limits on input and growth, each with its reason. No other file defines one.

#include <cstddef>
#include <cstdint>

#include "base/instant.hpp"

namespace cunkou::limits {

// Series.
inline constexpr std::size_t chunk_readings = 4096;      // a chunk decodes in about 20 us and compresses well
inline constexpr std::size_t head_readings = 1'000'000;  // 16 MB of memory until the head is sealed
inline constexpr std::size_t write_ahead_bytes =
    32 << 20;  // the same on disk, for readings that arrive one by one
inline constexpr std::size_t waiting_readings = 400'000;  // uncommitted; beyond it, append() blocks
inline constexpr std::size_t commit_readings = 200'000;   // bounds the duration of one commit
inline constexpr std::size_t chunks_cached = 128;         // decoded chunks of 64 KB
// The retention clock advances at most this much per run.
inline constexpr Duration maintenance_step = days(2);
inline constexpr std::int64_t streams_max = (1 << 19) - 1;  // an Observation's id is stream << 44 | ms
inline constexpr Duration future_max = minutes(10);         // tolerance for a device clock that runs ahead
inline constexpr Duration raw_kept = days(400);     // a year and a season, for comparison with last year
inline constexpr std::size_t buckets_max = 10'000;  // more than a screen has pixels

// HTTP.
inline constexpr std::size_t http_header_bytes = 16 * 1024;
inline constexpr std::size_t http_body_bytes = 1 * 1024 * 1024;  // a form, a JSON document
inline constexpr std::size_t http_ingest_body_bytes =
    32 * 1024 * 1024;                                 // a batch of line protocol, gunzipped
inline constexpr std::size_t form_text_bytes = 1200;  // a note, a reason: 400 characters, sent to every page
inline constexpr std::size_t json_depth = 32;         // SensorThings' deepest insert has 9
inline constexpr std::size_t http_import_body_bytes = 128 * 1024 * 1024;  // a CSV file: some million readings
inline constexpr std::size_t http_connections = 20'000;    // 10,000 idle connections must not lock out others
inline constexpr Duration http_idle = seconds(75);         // keep-alive of a phone
inline constexpr Duration http_header_wait = seconds(15);  // for a slow sender
inline constexpr Duration http_body_wait = seconds(60);    // plus one second for each …
// … of these bytes: the slowest supported link
inline constexpr std::size_t http_bytes_per_second = 16 * 1024;
inline constexpr std::size_t http_bodies_bytes = 256 * 1024 * 1024;  // all bodies in progress together
inline constexpr Duration http_drain_wait = seconds(5);              // at stop: time for answers in progress

// MQTT.
inline constexpr std::size_t mqtt_packet_bytes = 1 * 1024 * 1024;
inline constexpr std::size_t mqtt_topic_bytes = 1024;
inline constexpr std::size_t mqtt_topic_levels = 32;
inline constexpr std::size_t mqtt_inflight = 1024;  // publishes received and not yet acknowledged
inline constexpr std::size_t mqtt_queued = 1000;  // for an absent persistent session; the oldest are dropped
inline constexpr std::size_t mqtt_subscriptions = 64;       // per session; a device needs five
inline constexpr std::size_t mqtt_retained = 1000;          // per device
inline constexpr Duration mqtt_connect_wait = seconds(10);  // from TCP accept to CONNECT
inline constexpr std::size_t mqtt_connections = 20'000;
inline constexpr std::size_t mqtt_connect_bytes = 8 * 1024;  // bounds memory per client before sign-in
inline constexpr std::size_t mqtt_client_id_bytes = 128;
inline constexpr std::size_t mqtt_window = 32;  // publishes sent and not yet acknowledged by the client
inline constexpr std::size_t mqtt_queued_bytes = 2 * 1024 * 1024;    // per session; the oldest are dropped
inline constexpr std::size_t mqtt_retained_bytes = 2 * 1024 * 1024;  // per device
inline constexpr std::size_t mqtt_outbound_bytes = 64 * 1024;  // written and not yet accepted by the socket
inline constexpr std::size_t mqtt_sessions = 16;  // persistent sessions per device: bounds random client ids
inline constexpr Duration mqtt_drain_wait =
    seconds(5);  // for outstanding acknowledgements when the server stops

// Queries.
inline constexpr std::size_t page_default = 100;  // SensorThings $top if none is given
inline constexpr std::size_t curve_marks = 500;   // of each kind; more would cover the curve
inline constexpr std::size_t page_max = 10'000;
inline constexpr std::size_t filter_depth = 32;  // nesting depth of a $filter expression
inline constexpr std::size_t expand_depth = 4;   // depth of $expand and of relations in a $filter's path
inline constexpr std::size_t entities_answered = 50'000;  // per answer including expansions: about 100 MB
inline constexpr std::size_t observations_scanned = 5'000'000;  // by one $filter or $count: some seconds
inline constexpr std::size_t long_queries_waiting = 64;      // while long queries occupy half of the workers
inline constexpr std::size_t observations_sorted = 500'000;  // in memory, by any property but time

// Files.
inline constexpr std::size_t csv_row_bytes = 64 * 1024;  // refuses a photo pasted into a table
inline constexpr std::size_t csv_fields = 256;
inline constexpr std::size_t import_places_rows = 50'000;  // a county has some thousand places
inline constexpr std::size_t import_places_bytes = 8 * 1024 * 1024;
inline constexpr std::size_t qr_bytes = 1000;  // old phone cameras cannot read a denser code

// People.
inline constexpr std::size_t name_bytes = 120;
inline constexpr std::size_t password_bytes_min = 8;
inline constexpr std::size_t password_bytes_max = 200;
inline constexpr int sign_in_attempts = 5;  // failures per phone number and address before a wait
inline constexpr Duration sign_in_wait = minutes(15);
inline constexpr int sign_in_attempts_phone =
    25;  // per phone number from all addresses: one address cannot lock out others
inline constexpr int sign_in_attempts_address = 30;  // per address, which a village may share
inline constexpr std::size_t tries_kept =
    20'000;  // phone numbers and addresses remembered; the oldest are forgotten
inline constexpr std::size_t sessions_cached = 20'000;     // about 300 bytes each
inline constexpr Duration session_seen_step = minutes(5);  // minimum interval between writes of "last seen"
inline constexpr Duration session_idle = days(60);         // a farmer signs in a few times a year
inline constexpr std::size_t sessions_per_person = 50;     // beyond it, the sessions unused for longest end
// Per inviter: all households of a village in one evening.
inline constexpr std::size_t invitations_open = 200;
inline constexpr Duration invitation_valid = days(7);
inline constexpr std::size_t live_streams = 5'000;  // open server-sent event streams
inline constexpr std::size_t live_queue_bytes =
    256 * 1024;                                     // unread by the client; beyond it, the stream is dropped
inline constexpr Duration live_ping = seconds(20);  // shorter than the idle time-out of mobile networks
inline constexpr Duration live_recheck = minutes(1);  // an ended role ends its streams within this time

inline constexpr int token_attempts = 30;  // failures with a device token per address before a wait
inline constexpr Duration token_wait = minutes(1);

// Ingest.
inline constexpr std::size_t batch_readings = 200'000;  // per request
inline constexpr std::size_t streams_per_device =
    2'000;  // enough for Telegraf on a large machine or a logger for a valley
inline constexpr std::size_t attributes_per_device = 100;      // firmware, address, battery
inline constexpr std::size_t stream_name_bytes = 256;          // a measurement, a field and several tags
inline constexpr std::size_t text_result_bytes = 4096;         // a non-numeric result
inline constexpr std::size_t entity_member_bytes = 64 * 1024;  // a description, a boundary of 3,000 points
inline constexpr std::size_t refusals_kept = 50;               // latest reasons on a device's page
inline constexpr std::size_t imports_kept = 100;               // jobs whose report stays available
inline constexpr std::size_t imports_waiting = 4;              // files in memory during another import
inline constexpr std::size_t import_refusals = 200;            // lines listed in an import report

// Commands.
inline constexpr Duration command_valid = minutes(2);  // an expired command never runs

}  // namespace cunkou::limits
