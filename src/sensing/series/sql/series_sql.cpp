#include "sensing/series/sql/series_sql.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "platform/sql/commit_notes.hpp"
#include "platform/sql/file_option.hpp"
#include "sensing/series/sql/series_statements.hpp"

namespace cunkou::series {
namespace {

namespace lite = sqlite_api;
using namespace statements;

constexpr int schema_version = 4;
constexpr int released_pages = 2048;        // 32 MB per call, since commits wait for it
constexpr int checkpoint_frames = 256;      // 4 MB
constexpr int application_id = 0x436B7372;  // "Cksr": lets file(1) identify the format

// Chunk bytes are in a table apart from their rows: start-up reads all rows, queries single chunks. Both
// tables only grow at the end and shrink by deletion, which keeps pages full.
constexpr const char* schema = R"sql(
create table chunk (
  id integer primary key, stream integer not null, written integer not null,
  first integer not null, last integer not null, count integer not null,
  min real not null, max real not null, sum real not null, first_value real not null, last_value real not null
);
create table chunk_bytes (id integer primary key, bytes blob not null);
create table write_ahead (number integer primary key, bytes blob not null);
create table roll_up (
  stream integer not null, level text not null, block integer not null, bytes blob not null,
  primary key (stream, level, block)
) without rowid;
create table text_result (
  stream integer not null, time integer not null, json text not null, primary key (stream, time)
) without rowid;
create table state (name text primary key, value integer not null) without rowid;
)sql";

Label advice(int code, const std::string& message) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {"磁盘已满，请腾出空间后再发",
              "the disk is full: free some space in the data folder, then send it again"};
    case SQLITE_READONLY:
      return {"数据目录不可写，请运维员给服务器写权限",
              "the data folder is read-only: give the server the right to write there"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {"打不开 series.db，请看看数据目录的权限和空间",
              "series.db cannot be opened: check the permissions and free space of the data folder"};
    case SQLITE_IOERR:
      return {"series.db 读写失败，请看看磁盘和它的空间",
              "the disk failed while reading or writing series.db: check the disk and its free space"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return format_label("series.db 已损坏：请运行 `cunkou check`，需要时恢复备份",
                          "series.db is damaged ({}): run `cunkou check`, restore a backup if need be",
                          message);
    case SQLITE_BUSY:
      return {"series.db 被别的程序占用，请关掉它再发",
              "series.db is locked by another program: close it, then send it again"};
    default:
      return format_label("series.db 出错，请稍后再发", "series.db: {}", message);
  }
}

struct Corrupt : StoreBroken {
  using StoreBroken::StoreBroken;
};

[[noreturn]] void fail(lite::sqlite3* db) {
  const int code = lite::sqlite3_extended_errcode(db);
  auto why = advice(code, lite::sqlite3_errmsg(db));
  if ((code & 0xFF) == SQLITE_CORRUPT) throw Corrupt(std::move(why));
  throw StoreBroken(std::move(why));
}

// A reusable prepared statement. Bypasses SOCI, whose blobs would need a second statement each.
class Statement {
 public:
  Statement(lite::sqlite3* db, const char* sql) : db_(db) {
    if (lite::sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK)
      fail(db);
  }
  Statement(const Statement&) = delete;
  ~Statement() { lite::sqlite3_finalize(statement_); }

  // Binds values from the left. Text and bytes must stay valid until the statement has run.
  template <class... Values>
  Statement& bind(const Values&... values) {
    int i = 0;
    (bind_one(++i, values), ...);
    return *this;
  }
  bool step() {
    const int code = lite::sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
      lite::sqlite3_reset(statement_);
      fail(db_);
    }
    lite::sqlite3_reset(statement_);
    return false;
  }
  template <class... Values>
  void run(const Values&... values) {
    bind(values...);
    while (step()) {
    }
  }
  void reset() { lite::sqlite3_reset(statement_); }

  std::int64_t integer(int column) { return lite::sqlite3_column_int64(statement_, column); }
  double real(int column) { return lite::sqlite3_column_double(statement_, column); }
  bool is_null(int column) { return lite::sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  Bytes bytes(int column) {
    const auto* data = static_cast<const char*>(lite::sqlite3_column_blob(statement_, column));
    return {data,
            data == nullptr ? 0 : static_cast<std::size_t>(lite::sqlite3_column_bytes(statement_, column))};
  }

 private:
  struct Blob {
    const Bytes& bytes;
  };
  void check(int code) {
    if (code != SQLITE_OK) fail(db_);
  }
  void bind_one(int i, std::int64_t v) { check(lite::sqlite3_bind_int64(statement_, i, v)); }
  void bind_one(int i, double v) { check(lite::sqlite3_bind_double(statement_, i, v)); }
  void bind_one(int i, const Bytes& v) {
    check(lite::sqlite3_bind_blob64(statement_, i, v.data(), v.size(), nullptr));
  }
  void bind_one(int i, std::string_view v) {
    check(lite::sqlite3_bind_text(statement_, i, v.data(), static_cast<int>(v.size()), nullptr));
  }

  lite::sqlite3* db_;
  lite::sqlite3_stmt* statement_ = nullptr;
};

// Iterates over a statement's rows and resets it on destruction, however the loop ends.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(statement) {}
  ~Rows() { statement_.reset(); }
  bool next() { return statement_.step(); }

 private:
  Statement& statement_;
};

constexpr const char* put_text =
    "insert into text_result values ($1,$2,cast($3 as text)) on conflict (stream, time) do update set json = "
    "excluded.json";
constexpr const char* chunks_in_order = "select * from chunk order by stream, first";
constexpr const char* any_reading =
    "select exists(select 1 from chunk) or exists(select 1 from write_ahead) or exists(select 1 from "
    "roll_up) "
    "or exists(select 1 from text_result)";
constexpr const char* quick_check = "pragma quick_check";

// A damaged page affects only the chunks on it.
std::optional<Bytes> chunk_bytes(Statement& one, std::int64_t id) try {
  Rows rows(one.bind(id));
  if (!rows.next()) return {};
  return one.bytes(0);
} catch (const Corrupt&) {
  return {};
}

}  // namespace

class SeriesConnection {
 public:
  explicit SeriesConnection(const std::string& path) try
      : notes_(path), session_(soci::sqlite3, sql::file_option(path) + " timeout=10") {
    db_ = static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
    lite::sqlite3_extended_result_codes(db_, 1);
  } catch (const soci::sqlite3_soci_error& error) {
    throw StoreBroken(advice(error.result(), error.what()));
  } catch (const soci::soci_error& error) {
    throw StoreBroken(advice(SQLITE_CANTOPEN, error.what()));
  }
  ~SeriesConnection() { statements_.clear(); }

  Statement& operator[](const char* sql) { return statements_.try_emplace(sql, db_, sql).first->second; }
  void run(const std::string& sql) {
    if (lite::sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db_);
  }
  std::int64_t pragma(const std::string& name) {
    Statement s(db_, ("pragma " + name).c_str());
    return s.step() ? s.integer(0) : 0;
  }
  bool has_tables() {
    Statement s(db_, "select count(*) from sqlite_master");
    return s.step() && s.integer(0) > 0;
  }
  void note_commits() { notes_.attach(db_, checkpoint_frames); }
  void roll_back() { lite::sqlite3_exec(db_, "rollback", nullptr, nullptr, nullptr); }

 private:
  sql::CommitNotes notes_;
  soci::session session_;
  lite::sqlite3* db_ = nullptr;
  std::map<const char*, Statement> statements_;
};

namespace {

class Transaction {
 public:
  Transaction(SeriesConnection& connection, const char* begin) : connection_(connection) {
    connection.run(begin);
  }
  ~Transaction() {
    if (!done_) connection_.roll_back();
  }
  void commit() {
    connection_.run("commit");
    done_ = true;
  }

 private:
  SeriesConnection& connection_;
  bool done_ = false;
};

// page_size: chunks have about 900 bytes, and pages of 4 KB would waste a tenth of the space.
// secure_delete=fast: overwrites deleted content only where that costs no write.
void prepare(SeriesConnection& connection) {
  connection.run("pragma page_size=16384; pragma auto_vacuum=incremental; pragma journal_mode=wal");
  connection.run("pragma synchronous=full; pragma secure_delete=fast; pragma journal_size_limit=4194304");
  connection.run("pragma cache_size=-4096");
  connection.note_commits();
}

constexpr const char* message_table =
    "create table message (session integer not null, packet integer not null, primary key (session, packet)) "
    "without rowid";

// By the version from which it leads to the next. Version 2 used another name for the maintenance clock.
constexpr std::array<const char*, 2> migrations{
    "update state set name='maintenance_clock' where name='house_clock'", message_table};
constexpr std::int64_t first_migrated = 2;

// Why this program does not read the file's version.
std::optional<Label> version_fault(SeriesConnection& connection) {
  const std::int64_t version = connection.pragma("user_version");
  if (version > schema_version && connection.pragma("application_id") != application_id)
    return Label{"series.db 是别的数据库：请把 series.db 放回来，或恢复备份",
                 "series.db is another database: put series.db back, or restore a backup"};
  if (version > schema_version)
    return Label{"series.db 由更新版本的程序写成，请升级程序，或用备份",
                 "series.db was written by a newer version of the program: use that one, or a backup"};
  if (version == 1)
    return Label{
        "series.db 是 0.1.0 以前的程序写的，读不了：把数据目录挪开，重新开始",
        "series.db was written before version 0.1.0, whose chunks are written otherwise: set the data "
        "folder aside and begin a new one"};
  if (version < 0 || (version == 0 && connection.has_tables()))
    return format_label("series.db 的版本是 {0}，没有这样的版本：请恢复备份",
                        "series.db has the version {0}, which no program gives it: restore a backup",
                        version);
  return {};
}

void create_or_migrate(SeriesConnection& connection) {
  if (const auto fault = version_fault(connection)) throw StoreBroken(*fault);
  const std::int64_t version = connection.pragma("user_version");
  if (version == schema_version) return;
  Transaction transaction(connection, "begin immediate");
  if (version == 0) {
    connection.run(schema);
    connection.run(message_table);
    connection.run("pragma application_id=" + std::to_string(application_id));
  } else {
    for (auto from = version; from < schema_version; ++from)
      connection.run(migrations[static_cast<std::size_t>(from - first_migrated)]);
  }
  connection.run("pragma user_version=" + std::to_string(schema_version));
  transaction.commit();
}

}  // namespace

// A connection for reading: an idle one or a new one. An in-memory database has only the writer's connection.
class SeriesDatabase::ReadConnection {
 public:
  explicit ReadConnection(SeriesDatabase& database) : database_(database) {
    if (database.path_ == ":memory:") {
      write_lock_.emplace(database.write_mutex_);
      return;
    }
    {
      const MutexLock lock(database.readers_mutex_);
      if (!database.idle_readers_.empty()) {
        connection_ = std::move(database.idle_readers_.back());
        database.idle_readers_.pop_back();
      }
    }
    if (connection_) return;
    connection_ = std::make_unique<SeriesConnection>(database.path_);
    connection_->run("pragma query_only=1; pragma cache_size=-2048");
  }
  ~ReadConnection() {
    if (!connection_) return;
    const MutexLock lock(database_.readers_mutex_);
    database_.idle_readers_.push_back(std::move(connection_));
  }
  // The analysis does not know that `write_lock_` is held when there is no `connection_`.
  SeriesConnection& operator*() CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
    return connection_ ? *connection_ : *database_.writer_;
  }
  Statement& operator[](const char* sql) { return (**this)[sql]; }

 private:
  SeriesDatabase& database_;
  std::optional<MutexLock> write_lock_;  // of an in-memory database
  std::unique_ptr<SeriesConnection> connection_;
};

SeriesDatabase::SeriesDatabase(const std::string& path)
    : path_(path), writer_(std::make_unique<SeriesConnection>(path)) {
  prepare(*writer_);
  create_or_migrate(*writer_);
}

SeriesDatabase::~SeriesDatabase() = default;

std::optional<Label> refused_version(const std::string& path) {
  if (!std::filesystem::exists(path)) return {};  // SQLite would create it
  try {
    SeriesConnection connection(path);
    return version_fault(connection);
  } catch (const std::runtime_error&) {
    return {};
  }
}

bool has_readings(const std::string& path) {
  if (!std::filesystem::exists(path)) return false;  // SQLite would create it
  SeriesConnection connection(path);
  if (!connection.has_tables()) return false;
  Statement& s = connection[any_reading];
  Rows rows(s);
  return rows.next() && s.integer(0) != 0;
}

std::optional<std::string> series_before_blank(const std::string& path) {
  const auto blank = path.find(' ');
  const auto file = path.substr(0, blank);
  std::error_code error;
  if (blank == std::string::npos || !std::filesystem::is_regular_file(file, error)) return {};
  try {
    SeriesConnection connection(file);
    if (connection.pragma("application_id") == application_id) return file;
  } catch (const StoreBroken&) {  // no file of SQLite
  }
  return {};
}

void SeriesDatabase::commit(const Commit& commit) {
  const MutexLock lock(write_mutex_);
  SeriesConnection& db = *writer_;
  Transaction transaction(db, "begin immediate");
  write_rows(commit, put_text, [&](const char* sql, const auto&... values) { db[sql].run(values...); });
  transaction.commit();
}

void SeriesDatabase::release_space() {
  const MutexLock lock(write_mutex_);
  writer_->run("pragma incremental_vacuum(" + std::to_string(released_pages) + ")");
  if (path_ != ":memory:") writer_->run("pragma wal_checkpoint(truncate)");
}

void SeriesDatabase::each_write_ahead(const std::function<void(std::int64_t, const Bytes&)>& take) {
  ReadConnection db(*this);
  Statement& s = db[every_write_ahead];
  for (Rows rows(s); rows.next();) take(s.integer(0), s.bytes(1));
}

void SeriesDatabase::each_chunk_row(const std::function<void(const ChunkRow&)>& take) {
  ReadConnection db(*this);
  Statement& s = db[every_chunk];
  for (Rows rows(s); rows.next();) take(chunk_row(s));
}

std::optional<Bytes> SeriesDatabase::chunk(std::int64_t id) {
  ReadConnection db(*this);
  return chunk_bytes(db[one_chunk], id);
}

void SeriesDatabase::each_chunk(
    const std::function<void(const ChunkRow&, const std::optional<Bytes>&)>& take) {
  ReadConnection db(*this);
  Transaction one_state(*db, "begin");
  Statement& s = db[chunks_in_order];
  Statement& bytes = db[one_chunk];
  for (Rows rows(s); rows.next();) take(chunk_row(s), chunk_bytes(bytes, s.integer(0)));
}

void SeriesDatabase::each_roll_up(char level, const std::function<void(const RollUpBlock&)>& take) {
  ReadConnection db(*this);
  Statement& s = db[every_roll_up].bind(std::string_view(&level, 1));
  for (Rows rows(s); rows.next();) take({StreamId{s.integer(0)}, level, s.integer(1), s.bytes(2)});
}

void SeriesDatabase::each_message(const std::function<void(const MessageId&)>& take) {
  ReadConnection db(*this);
  Statement& s = db[every_message];
  for (Rows rows(s); rows.next();) take({s.integer(0), s.integer(1)});
}

void SeriesDatabase::each_text(const std::function<void(const TextResult&)>& take) {
  ReadConnection db(*this);
  Statement& s = db[every_text];
  for (Rows rows(s); rows.next();) take({StreamId{s.integer(0)}, {s.integer(1)}, s.bytes(2)});
}

std::vector<RollUpBlock> SeriesDatabase::roll_ups(StreamId stream, char level, std::int64_t from,
                                                  std::int64_t to) {
  std::vector<RollUpBlock> blocks;
  ReadConnection db(*this);
  Statement& s = db[some_roll_ups].bind(stream.value, std::string_view(&level, 1), from, to);
  for (Rows rows(s); rows.next();) blocks.push_back({stream, level, s.integer(0), s.bytes(1)});
  return blocks;
}

std::vector<TextResult> SeriesDatabase::texts(StreamId stream, TimeRange range, std::size_t limit,
                                              bool newest_first) {
  std::vector<TextResult> found;
  ReadConnection db(*this);
  const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
  Statement& s =
      db[newest_first ? texts_down : texts_up].bind(stream.value, range.from.ms, range.to.ms, most);
  for (Rows rows(s); rows.next();) found.push_back({stream, {s.integer(0)}, s.bytes(1)});
  return found;
}

std::int64_t SeriesDatabase::text_count(StreamId stream) {
  ReadConnection db(*this);
  Statement& s = db[count_texts].bind(stream.value);
  Rows rows(s);
  return rows.next() ? s.integer(0) : 0;
}

std::optional<std::int64_t> SeriesDatabase::state_value(std::string_view name) {
  ReadConnection db(*this);
  Statement& s = db[get_state].bind(name);
  Rows rows(s);
  if (!rows.next()) return {};
  return s.integer(0);
}

std::optional<Instant> SeriesDatabase::maintenance_clock() {
  const auto ms = state_value(maintenance_clock_name);
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

std::optional<std::int64_t> SeriesDatabase::write_ahead_through() {
  return state_value(write_ahead_through_name);
}

std::vector<std::string> SeriesDatabase::structure_faults() {
  std::vector<std::string> faults;
  ReadConnection db(*this);
  Statement& s = db[quick_check];
  for (Rows rows(s); rows.next();)
    if (const Bytes line = s.bytes(0); line != "ok") faults.push_back("series.db: " + line);
  return faults;
}

std::unique_ptr<ChunkStore> open_series(const std::string& path) {
  return std::make_unique<SeriesDatabase>(path);
}

}  // namespace cunkou::series
