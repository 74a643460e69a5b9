#pragma once
// The statements that both engines understand, and the rows of a commit. SQLite numbers $1, $2 … by their
// first place in a statement.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "sensing/series/chunk_store.hpp"

namespace cunkou::series::statements {

inline constexpr const char* insert_chunk = "insert into chunk values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)";
inline constexpr const char* insert_bytes = "insert into chunk_bytes values ($1,$2)";
inline constexpr const char* delete_chunk = "delete from chunk where id = $1";
inline constexpr const char* delete_bytes = "delete from chunk_bytes where id = $1";
inline constexpr const char* put_write_ahead =
    "insert into write_ahead values ($1,$2) on conflict (number) do update set bytes = excluded.bytes";
inline constexpr const char* cut_write_ahead = "delete from write_ahead where number > $1 and number < $2";
inline constexpr const char* put_roll_up =
    "insert into roll_up values ($1,$2,$3,$4) on conflict (stream, level, block) do update set bytes = "
    "excluded.bytes";
inline constexpr const char* delete_texts =
    "delete from text_result where stream = $1 and time >= $2 and time < $3";
inline constexpr const char* delete_roll_ups = "delete from roll_up where stream = $1";
inline constexpr const char* put_state =
    "insert into state values ($1,$2) on conflict (name) do update set value = excluded.value";
inline constexpr const char* get_state = "select value from state where name = $1";
inline constexpr const char* every_chunk = "select * from chunk";
inline constexpr const char* one_chunk = "select bytes from chunk_bytes where id = $1";
inline constexpr const char* every_write_ahead = "select number, bytes from write_ahead order by number";
inline constexpr const char* every_roll_up =
    "select stream, block, bytes from roll_up where level = $1 order by stream, block";
inline constexpr const char* every_text = "select stream, time, json from text_result order by stream, time";
inline constexpr const char* some_roll_ups =
    "select block, bytes from roll_up where stream = $1 and level = $2 and block between $3 and $4 order by "
    "block";
inline constexpr const char* texts_up =
    "select time, json from text_result where stream = $1 and time >= $2 and time < $3 order by time limit "
    "$4";
inline constexpr const char* texts_down =
    "select time, json from text_result where stream = $1 and time >= $2 and time < $3 order by time desc "
    "limit $4";
inline constexpr const char* count_texts = "select count(*) from text_result where stream = $1";
inline constexpr const char* put_message =
    "insert into message values ($1,$2) on conflict (session, packet) do nothing";
inline constexpr const char* delete_message = "delete from message where session = $1 and packet = $2";
inline constexpr const char* every_message = "select session, packet from message";
inline constexpr std::string_view maintenance_clock_name = "maintenance_clock";
inline constexpr std::string_view write_ahead_through_name = "write_ahead_through";

// Of a row of `every_chunk`, whose columns integer(i) and real(i) give.
template <class Row>
ChunkRow chunk_row(Row& r) {
  ChunkRow row;
  row.id = r.integer(0);
  row.stream = StreamId{r.integer(1)};
  row.written = {r.integer(2)};
  Summary& sum = row.summary;
  sum.start = {r.integer(3)};
  sum.count = r.integer(5);
  sum.min = r.real(6), sum.max = r.real(7), sum.sum = r.real(8);
  sum.first = {{r.integer(3)}, r.real(9)};
  sum.last = {{r.integer(4)}, r.real(10)};
  return row;
}

// Within a transaction: send(statement, values…) is called for each row. `put_text` upserts into text_result,
// whose json has another type on each engine.
template <class Send>
void write_rows(const ChunkStore::Commit& commit, const char* put_text, Send&& send) {
  if (commit.write_ahead) send(put_write_ahead, commit.write_ahead->first, commit.write_ahead->second);
  for (const std::int64_t id : commit.dropped_chunks) {
    send(delete_chunk, id);
    send(delete_bytes, id);
  }
  for (const auto& [row, bytes] : commit.chunks) {
    const Summary& s = row.summary;
    send(insert_chunk, row.id, row.stream.value, row.written.ms, s.first.time.ms, s.last.time.ms, s.count,
         s.min, s.max, s.sum, s.first.value, s.last.value);
    send(insert_bytes, row.id, bytes);
  }
  if (commit.write_ahead_through) {
    std::int64_t after = INT64_MIN;
    for (const std::int64_t kept : commit.write_ahead_kept) {
      send(cut_write_ahead, after, std::min(kept, *commit.write_ahead_through + 1));
      after = kept;
    }
    send(cut_write_ahead, after, *commit.write_ahead_through + 1);
    send(put_state, write_ahead_through_name, *commit.write_ahead_through);
  }
  for (const StreamId stream : commit.forgotten) {
    send(delete_roll_ups, stream.value);
    send(delete_texts, stream.value, INT64_MIN, INT64_MAX);
  }
  for (const auto& [stream, range] : commit.removed_texts)
    send(delete_texts, stream.value, range.from.ms, range.to.ms);
  for (const TextResult& text : commit.texts) send(put_text, text.stream.value, text.time.ms, text.json);
  for (const RollUpBlock& b : commit.roll_ups)
    send(put_roll_up, b.stream.value, std::string_view(&b.level, 1), b.block, b.bytes);
  if (commit.maintenance_clock) send(put_state, maintenance_clock_name, commit.maintenance_clock->ms);
  for (const MessageId& message : commit.messages) send(put_message, message.session, message.packet);
  for (const MessageId& message : commit.released) send(delete_message, message.session, message.packet);
}

}  // namespace cunkou::series::statements
