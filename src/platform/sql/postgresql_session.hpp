#pragma once
// A session with a PostgreSQL server through libpq, with binary values and statements that are sent without
// waiting: for stores that keep many bytes, which SOCI would send as text. Other stores use Database.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/label.hpp"
#include "base/mutex.hpp"
#include "platform/sql/stall_detector.hpp"

struct pg_conn;
struct pg_result;

namespace cunkou::sql {

struct ClearResult {
  void operator()(pg_result*) const;
};
using PostgresqlResult = std::unique_ptr<pg_result, ClearResult>;  // of libpq

// Throws Broken where the URL is none. `text()` has the password: it is for libpq only.
class PostgresqlAddress {
 public:
  explicit PostgresqlAddress(const std::string& url);

  const std::string& text() const { return text_; }
  // Sessions of the server work under it.
  StallDetector& stalls() const { return stalls_; }
  std::string name() const;  // host:port/database
  // What `open` returns. Throws Broken, with the reason, if `open` throws or no connection can be made. While
  // one thread waits for a server that did not answer, and shortly after a failure, others are refused at
  // once.
  template <class Open>
  auto connect(Open&& open) const {
    const Attempt attempt(*this);
    try {
      auto made = open();
      attempt.succeeded();
      return made;
    } catch (const std::runtime_error& failure) {
      attempt.failed(failure.what());
    }
  }

 private:
  class Attempt {
   public:
    explicit Attempt(const PostgresqlAddress&);
    ~Attempt();
    void succeeded() const;
    [[noreturn]] void failed(std::string_view words) const;

   private:
    const PostgresqlAddress& address_;
  };
  // Makes a connection to see why the last one failed. `words`: of libpq.
  Label why_not_connected(const std::string& words) const;
  StallDetector::Answer ask() const;
  StallDetector::Answer ask_server() const;
  std::string parameter(std::string_view name, std::string otherwise) const;

  std::vector<std::pair<std::string, std::string>> parameters_;
  std::string text_;
  mutable StallDetector stalls_{[this] { return ask(); }, {}};
  mutable Mutex mutex_;
  mutable int attempts_ CUNKOU_GUARDED_BY(mutex_) = 0;              // under way
  mutable std::optional<Label> failure_ CUNKOU_GUARDED_BY(mutex_);  // of the last one that ended
  mutable std::chrono::steady_clock::time_point failed_at_ CUNKOU_GUARDED_BY(mutex_);
};

// What the server refused: an SQLSTATE (appendix A of PostgreSQL's manual; "08000" for a lost connection) and
// its own words without details, which name values.
struct PostgresqlFailure : std::runtime_error {
  PostgresqlFailure(std::string state, std::string_view words);
  std::string sqlstate;
};

// The sentence for the operator, and the one for people on pages, who can do nothing.
Label postgresql_message(std::string_view sqlstate, std::string_view words);
Label shown_to_people();
// The server has closed the session, or nobody knows.
bool is_lost(std::string_view sqlstate);

// Statements for the begin of a session: what a role or a database may set otherwise, and the time after
// which the server ends a session, with the locks that it holds, whose network was cut.
std::string session_settings();
int process_of(const pg_result* settings);  // of the session, from their last result
// Of sessions that serve, and of long work.
inline constexpr std::string_view limited_settings =
    "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'";
inline constexpr std::string_view unlimited_settings =
    "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

// Of a commit: the only server that writes a database replaces the mark of its last commit by that of this
// one. So it finds out after a lost connection whether it committed, and never writes after another server.
std::int64_t random_commit();
// Of a database that a copy has filled, until finish_copy().
constexpr std::int64_t unfinished_copy = -1;

// For one thread at a time. Functions throw PostgresqlFailure.
class PostgresqlSession {
 public:
  class Row {
   public:
    Row(const pg_result* result, int row) : result_(result), row_(row) {}
    bool is_null(int column) const;
    std::int64_t integer(int column) const;  // of a bigint
    double real(int column) const;           // of a double precision
    std::string bytes(int column) const;     // of a bytea or text

   private:
    std::string_view field(int column) const;
    const pg_result* result_;
    int row_;
  };
  // A value of a statement, which must live until it is sent. Text is a std::string_view, bytea a
  // std::string.
  class Value {
   public:
    Value(std::int64_t);
    Value(double);
    Value(std::string_view);
    Value(const std::string&);
    std::string_view bytes() const { return outside_.data() ? outside_ : std::string_view(number_, 8); }
    unsigned type() const { return type_; }

   private:
    char number_[8] = {};
    std::string_view outside_;
    unsigned type_;
  };

  // Call it within PostgresqlAddress::connect().
  explicit PostgresqlSession(const PostgresqlAddress&);
  ~PostgresqlSession();
  PostgresqlSession(const PostgresqlSession&) = delete;

  // False once the server has closed it: it must not be used again.
  bool is_usable() const;
  // Gives its statements and pauses time-outs, or takes them away; none have at first. Not during a
  // statement.
  void set_limited(bool is_limited);

  // Several statements without values.
  void execute(const std::string& text);

  // A statement with $1, $2, …, prepared at its first use: `text` must be a constant. Calls f for each row as
  // it arrives. An exception of f ends the session.
  void each(const char* text, const std::vector<Value>&, const std::function<void(const Row&)>& f);
  // Of the first row; none: there is no row, or it has NULL.
  std::optional<std::int64_t> integer(const char* text, const std::vector<Value>& = {});

  // Sends a statement without waiting for the answer. finish() waits for those that are under way and returns
  // how many rows the last one changed; it throws the first failure, after which the server has run none of
  // those that followed.
  void send(const char* text, const std::vector<Value>&);
  std::int64_t finish();

  // Rolls back what the session has begun; ignores failures.
  void roll_back() noexcept;

 private:
  struct Close {
    void operator()(pg_conn*) const;
  };
  using Result = PostgresqlResult;

  [[noreturn]] void fail(const pg_result*) const;
  void require_sent(int done) const;
  const std::string& name_for(const char* text, const std::vector<Value>&, bool& is_new);
  void send_prepared(const std::string& name, const std::vector<Value>&);
  void end_statement() noexcept;

  StallDetector& stalls_;
  std::unique_ptr<pg_conn, Close> server_;
  std::unique_ptr<StallDetector::Socket> socket_;
  int process_ = 0;
  std::map<const char*, std::string> names_;  // of the prepared statements
  std::vector<const char*> fresh_;            // of them, those whose preparation is under way
  int names_given_ = 0;
  std::size_t under_way_ = 0;  // statements
};

}  // namespace cunkou::sql
