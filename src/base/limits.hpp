#pragma once
// Every limit on what comes in or grows, each with its reason. Nothing else in the program invents one.

#include <cstddef>
#include <cstdint>

#include "base/instant.hpp"

namespace cunkou::limits {

// Series.
inline constexpr std::size_t chunk_readings = 4096;      // a chunk decodes in some 20 us, and compresses well
inline constexpr std::size_t head_readings = 1'000'000;  // 16 MB of memory before the head is sealed
inline constexpr std::size_t write_ahead_bytes =
    32 << 20;  // likewise on disk, for readings that come one by one
inline constexpr std::size_t waiting_readings = 400'000;  // uncommitted, then whoever appends waits
inline constexpr std::size_t commit_readings = 200'000;   // in one commit, so that none takes long
inline constexpr std::size_t chunks_cached = 128;         // decoded ones, 64 KB each
inline constexpr Duration maintenance_step = days(2);  // retention's clock follows a jump by this much a time
inline constexpr std::int64_t streams_max = (1 << 19) - 1;  // an Observation's id is stream << 44 | ms
inline constexpr Duration future_max = minutes(10);         // a device's clock may run ahead by this much
inline constexpr Duration raw_kept = days(400);             // a year and a season, to compare with last year
inline constexpr std::size_t buckets_max = 10'000;          // more than any screen has pixels

// HTTP.
inline constexpr std::size_t http_header_bytes = 16 * 1024;
inline constexpr std::size_t http_body_bytes = 1 * 1024 * 1024;  // a form, a JSON document
inline constexpr std::size_t http_ingest_body_bytes =
    32 * 1024 * 1024;                                 // a batch of line protocol, gunzipped
inline constexpr std::size_t form_text_bytes = 1200;  // a note, a reason: 400 characters, sent to every page
inline constexpr std::size_t json_depth = 32;         // SensorThings' deepest insert has 9
inline constexpr std::size_t http_import_body_bytes = 128 * 1024 * 1024;  // a CSV file: some million readings
inline constexpr std::size_t http_connections = 20'000;          // 10,000 idle ones must not lock anybody out
inline constexpr Duration http_idle = seconds(75);               // a phone's keep-alive
inline constexpr Duration http_header_wait = seconds(15);        // a slow sender gets this long
inline constexpr Duration http_body_wait = seconds(60);          // and a second more for each …
inline constexpr std::size_t http_bytes_per_second = 16 * 1024;  // … of these: the slowest link we wait for
inline constexpr std::size_t http_bodies_bytes = 256 * 1024 * 1024;  // all bodies under way together
inline constexpr Duration http_drain_wait = seconds(5);  // at stop: answers under way get this long

// MQTT.
inline constexpr std::size_t mqtt_packet_bytes = 1 * 1024 * 1024;
inline constexpr std::size_t mqtt_topic_bytes = 1024;
inline constexpr std::size_t mqtt_topic_levels = 32;
inline constexpr std::size_t mqtt_inflight = 1024;  // unacknowledged publishes a client may have with us
inline constexpr std::size_t mqtt_queued = 1000;    // kept for an absent persistent session, oldest dropped
inline constexpr std::size_t mqtt_subscriptions = 64;       // per session; a device needs five
inline constexpr std::size_t mqtt_retained = 1000;          // per device
inline constexpr Duration mqtt_connect_wait = seconds(10);  // from TCP accept to CONNECT
inline constexpr std::size_t mqtt_connections = 20'000;
inline constexpr std::size_t mqtt_connect_bytes = 8 * 1024;  // before sign-in nobody may make us keep more
inline constexpr std::size_t mqtt_client_id_bytes = 128;
inline constexpr std::size_t mqtt_window = 32;  // publishes on their way to a client, unacknowledged by it
inline constexpr std::size_t mqtt_queued_bytes = 2 * 1024 * 1024;    // per session, oldest dropped
inline constexpr std::size_t mqtt_retained_bytes = 2 * 1024 * 1024;  // per device
inline constexpr std::size_t mqtt_outbound_bytes = 64 * 1024;  // written and not yet taken by the socket
inline constexpr std::size_t mqtt_sessions = 16;  // persistent ones per device: client ids made up at random
inline constexpr Duration mqtt_drain_wait =
    seconds(5);  // for acknowledgements still owed when the server stops

// Queries.
inline constexpr std::size_t page_default = 100;  // SensorThings $top when none is given
inline constexpr std::size_t curve_events = 500;  // of each kind: more would cover the curve
inline constexpr std::size_t page_max = 10'000;
inline constexpr std::size_t filter_depth = 32;  // nesting of a $filter expression
inline constexpr std::size_t expand_depth = 4;   // of $expand, and of relations in a $filter's path
inline constexpr std::size_t entities_answered =
    50'000;  // in one answer, with all its expansions: some 100 MB
inline constexpr std::size_t observations_scanned = 5'000'000;  // by one $filter or $count: some seconds
inline constexpr std::size_t long_queries_waiting = 64;         // while half of the workers are at others
inline constexpr std::size_t observations_sorted = 500'000;     // in memory, by anything but time

// Files.
inline constexpr std::size_t csv_row_bytes = 64 * 1024;  // a photo pasted into a table is refused, not read
inline constexpr std::size_t csv_fields = 256;
inline constexpr std::size_t import_places_rows = 50'000;  // a county has some thousand
inline constexpr std::size_t import_places_bytes = 8 * 1024 * 1024;
inline constexpr std::size_t qr_bytes = 1000;  // a denser code is hard for an old phone's camera

// People.
inline constexpr std::size_t name_bytes = 120;
inline constexpr std::size_t password_bytes_min = 8;
inline constexpr std::size_t password_bytes_max = 200;
inline constexpr int sign_in_tries = 5;  // bad ones per phone number and per address, then wait
inline constexpr Duration sign_in_wait = minutes(15);
inline constexpr int sign_in_tries_phone =
    25;  // per phone number from anywhere: nobody locks another out by five
inline constexpr int sign_in_tries_address = 30;  // per address: a village may share one
inline constexpr std::size_t tries_kept =
    20'000;  // phones and addresses remembered; the oldest are forgotten
inline constexpr std::size_t sessions_cached = 20'000;     // some 300 bytes each
inline constexpr Duration session_seen_step = minutes(5);  // "last seen" is written this often at most
inline constexpr Duration session_idle = days(60);         // a farmer signs in a few times a year
inline constexpr std::size_t sessions_per_person = 50;     // the longest unseen ones end
inline constexpr std::size_t invitations_open = 200;  // per inviter: a village's households in one evening
inline constexpr Duration invitation_valid = days(7);
inline constexpr std::size_t live_streams = 5'000;  // open server-sent event streams
inline constexpr std::size_t live_queue_bytes =
    256 * 1024;                                       // not yet read by a phone; more, and it is dropped
inline constexpr Duration live_ping = seconds(20);    // shorter than what mobile networks take for dead
inline constexpr Duration live_recheck = minutes(1);  // a role that ended ends its streams within this

inline constexpr int token_tries = 30;  // bad device tokens per address, then wait
inline constexpr Duration token_wait = minutes(1);

// Ingest.
inline constexpr std::size_t batch_readings = 200'000;  // in one request
inline constexpr std::size_t streams_per_device =
    2'000;  // Telegraf on a big machine, a logger of a valley; no runaway
inline constexpr std::size_t attributes_per_device = 100;      // firmware, address, battery
inline constexpr std::size_t stream_name_bytes = 256;          // a measurement, a field and a handful of tags
inline constexpr std::size_t text_result_bytes = 4096;         // a result that is not a number
inline constexpr std::size_t entity_member_bytes = 64 * 1024;  // a description, a border of 3,000 points
inline constexpr std::size_t refusals_kept = 50;               // last reasons shown on a device's page
inline constexpr std::size_t imports_kept = 100;               // jobs whose report can still be read
inline constexpr std::size_t imports_waiting = 4;              // files in memory while another is read
inline constexpr std::size_t import_refusals = 200;            // lines listed in a file's report

// Commands.
inline constexpr Duration command_valid = minutes(2);  // an "open" of yesterday never runs today

}  // namespace cunkou::limits
