#include "platform/sql/postgresql_session.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <random>

#include "base/text.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::sql {
namespace {

// A server whose network was cut is noticed within half a minute.
const std::vector<std::pair<std::string, std::string>> defaults{
    {"connect_timeout", "5"},   {"keepalives_idle", "10"},     {"keepalives_interval", "5"},
    {"keepalives_count", "3"},  {"tcp_user_timeout", "20000"}, {"application_name", "cunkou"},
    {"client_encoding", "UTF8"}};

// More answers than this would fill the buffers of both sides, which then wait for one another (PostgreSQL's
// manual, 34.5.1.1).
constexpr std::size_t under_way_max = 200;

// As of pg_type.dat.
constexpr unsigned bigint_type = 20, double_type = 701, text_type = 25, bytea_type = 17;
constexpr int binary = 1;

// The server may be starting: many requests at once must not ask it each.
constexpr auto pause_after_failure = std::chrono::milliseconds(300);

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::string quoted_value(std::string_view value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "' ";
}

// What PostgreSQL says, as one line.
std::string one_line(std::string_view text) {
  // The details name values, LINE the program's own statement.
  std::string line(trimmed(text.substr(0, std::min(text.find("DETAIL:"), text.find("\nLINE ")))));
  for (char& c : line)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return line;
}

template <class Bits>
Bits network_order(Bits bits) {
  if constexpr (std::endian::native == std::endian::big) return bits;
  Bits turned = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i, bits >>= 8) turned = turned << 8 | (bits & 0xff);
  return turned;
}

void ignore_notice(void*, const char*) {}

// "a,b" of several hosts.
std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  for (std::size_t end = 0; end != list.npos; list.remove_prefix(std::min(end, list.size() - 1) + 1)) {
    end = list.find(',');
    words.emplace_back(list.substr(0, end));
    if (end == list.npos) break;
  }
  return words;
}

bool may_show_password(std::string_view url) {
  const auto user = url.find("//");
  const auto colon = url.find(':', user + 2);
  return url.find("password") != url.npos || (colon != url.npos && url.find('@', colon) != url.npos);
}

int number_at(const PGresult* result, int row) {
  return static_cast<int>(std::strtol(PQgetvalue(result, row, 0), nullptr, 10));
}

// Null: there was no answer within three seconds.
PostgresqlResult answer_in_time(PGconn* server, const char* statement) {
  if (PQsendQuery(server, statement) != 1) return nullptr;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (PQisBusy(server) == 1) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd ready{PQsocket(server), POLLIN, 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) < 1 ||
        PQconsumeInput(server) != 1)
      return nullptr;
  }
  return PostgresqlResult(PQgetResult(server));
}

// Its "/" or "@" would end the user and the password of the address: the rest of the password would be taken
// for a host, port or database, which messages name.
Broken wrong_password_text() {
  return Broken(Label{
      "state: 地址里的密码含有 /、@ 或 % 这样的字符：请写成 %2F、%40、%25，或用 state_password_file",
      "state: the password in the address has a character such as /, @ or %: write it as %2F, %40, %25, or "
      "use state_password_file"});
}

// libpq looks at it when it connects, as if the server were the reason.
void check_sslmode(const std::string& given) {
  constexpr std::array<std::string_view, 7> known{"",        "disable",   "allow",      "prefer",
                                                  "require", "verify-ca", "verify-full"};
  if (std::ranges::find(known, given) == known.end())
    throw Broken(format_label(
        "state: 没有 sslmode={} 这种写法，只有 disable、allow、prefer、require、verify-ca 和 verify-full",
        "state: there is no sslmode={}: it is disable, allow, prefer, require, verify-ca or verify-full",
        given));
}

// What libpq says of a connection that SOCI could not make.
std::string reason_of(std::string_view words) {
  constexpr std::string_view of_soci = "Cannot establish connection to the database.";
  if (words.starts_with(of_soci)) words.remove_prefix(of_soci.size());
  return one_line(words);
}

Label does_not_answer(const std::string& name, const std::string& words) {
  return format_label("连不上数据库服务器 {}：请看它是否开着，地址、端口和证书对不对（{}）",
                      "the database server {} does not answer: see whether it runs, and check address, "
                      "port and certificates ({})",
                      name, words);
}

}  // namespace

// A proxy has process numbers of its own.
std::string session_settings() {
  return "SET standard_conforming_strings = on; SET client_encoding = 'UTF8';"
         "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
         "SET tcp_user_timeout = 20000;"
         "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', "
         "'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', "
         "'transaction_timeout');"
         "SELECT pg_backend_pid(), CASE current_setting('synchronous_commit') WHEN 'off' THEN "
         "set_config('synchronous_commit', 'on', false) END";
}

int process_of(const pg_result* settings) { return number_at(settings, 0); }

PostgresqlAddress::PostgresqlAddress(const std::string& url) {
  char* why = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(url.c_str(), &why));
  if (!options) {
    const std::string reason = why ? why : "";
    PQfreemem(why);
    if (may_show_password(url)) throw wrong_password_text();
    throw Broken(format_label("state: 看不懂这个数据库地址，应像 postgresql://用户@主机/数据库：{}",
                              "state: this is no address of a database such as "
                              "postgresql://user@host/database: {}",
                              trimmed(reason)));
  }
  for (const auto* option = options.get(); option->keyword; ++option)
    if (option->val) parameters_.emplace_back(option->keyword, option->val);
  if (parameter("port", "").find_first_not_of("0123456789,") != std::string::npos ||
      (parameter("host", "") + parameter("dbname", "")).find('@') != std::string::npos)
    throw wrong_password_text();
  check_sslmode(parameter("sslmode", ""));
  for (const auto& [name, value] : defaults)
    if (parameter(name, "").empty()) parameters_.emplace_back(name, value);
  const bool has_several_hosts = parameter("host", "").find(',') != std::string::npos;
  if (has_several_hosts && parameter("target_session_attrs", "").empty())
    parameters_.emplace_back("target_session_attrs", "primary");
  for (const auto& [name, value] : parameters_) text_ += name + "=" + quoted_value(value);
}

std::string PostgresqlAddress::parameter(std::string_view name, std::string otherwise) const {
  const auto found = std::ranges::find_if(parameters_, [&](const auto& one) { return one.first == name; });
  if (found == parameters_.end()) return otherwise;
  return found->second;
}

std::string PostgresqlAddress::name() const {
  const auto hosts = words_of(parameter("host", "localhost")), ports = words_of(parameter("port", "5432"));
  std::string name;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    name += (name.empty() ? "" : ",") + hosts[i] + ":";
    name += ports.size() == hosts.size() ? ports[i] : ports.front();  // one port for all
  }
  return name + "/" + parameter("dbname", "");
}

StallDetector::Answer PostgresqlAddress::ask() const {
  auto answer = ask_server();
  if (!answer.is_there) {  // a session that is lost now need not find out, too
    const MutexLock lock(mutex_);
    failure_ = does_not_answer(name(), "no answer within three seconds");
    failed_at_ = std::chrono::steady_clock::now();
  }
  return answer;
}

StallDetector::Answer PostgresqlAddress::ask_server() const {
  const auto quick = text_ + "connect_timeout='3'";
  if (PQping(quick.c_str()) == PQPING_NO_RESPONSE) return {};
  const std::unique_ptr<PGconn, decltype(&PQfinish)> asking(PQconnectdb(quick.c_str()), &PQfinish);
  if (PQstatus(asking.get()) != CONNECTION_OK) return {true};  // no connection is free, for example
  // A session that waits for its client has done its work, unless the client has just got the answer.
  const auto found = answer_in_time(
      asking.get(),
      // A statement that is sent for a minute is lost, since it has a time-out.
      "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query_start > now() - interval '60 s' OR "
      "state = 'disabled' OR state_change > now() - interval '10 s'");
  if (!found) return {};
  if (PQresultStatus(found.get()) != PGRES_TUPLES_OK) return {true};
  std::set<int> working;
  for (int row = 0; row < PQntuples(found.get()); ++row) working.insert(number_at(found.get(), row));
  return {true, std::move(working)};
}

PostgresqlAddress::Attempt::Attempt(const PostgresqlAddress& address) : address_(address) {
  const MutexLock lock(address_.mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (address_.failure_ && (address_.attempts_ > 0 || now < address_.failed_at_ + pause_after_failure))
    throw Broken(*address_.failure_, shown_to_people());
  ++address_.attempts_;
}
PostgresqlAddress::Attempt::~Attempt() {
  const MutexLock lock(address_.mutex_);
  --address_.attempts_;
}
void PostgresqlAddress::Attempt::succeeded() const {
  const MutexLock lock(address_.mutex_);
  address_.failure_.reset();
}
void PostgresqlAddress::Attempt::failed(std::string_view words) const {
  auto why = address_.why_not_connected(reason_of(words));
  const MutexLock lock(address_.mutex_);
  address_.failure_ = why;
  address_.failed_at_ = std::chrono::steady_clock::now();
  throw Broken(std::move(why), shown_to_people());
}

Label PostgresqlAddress::why_not_connected(const std::string& words) const {
  const auto ping = PQping((text_ + "connect_timeout='3'").c_str());
  if (ping == PQPING_NO_RESPONSE) return does_not_answer(name(), words);
  if (ping == PQPING_REJECT)
    return format_label("数据库服务器 {} 正在启动或停止，请稍后再试",
                        "the database server {} is starting or stopping: try again", name());
  const std::unique_ptr<PGconn, decltype(&PQfinish)> tried(PQconnectdb(text_.c_str()), &PQfinish);
  if (PQconnectionNeedsPassword(tried.get()))
    return format_label(
        "数据库 {} 要密码：请写在 PGPASSWORD 或 state_password_file 的文件里",
        "the database {} asks for a password: give it in PGPASSWORD or in the file of state_password_file",
        name());
  return format_label("数据库 {} 不让连接，请核对用户、密码和数据库名：{}",
                      "the database {} refuses the connection, check user, password and database: {}", name(),
                      words);
}

PostgresqlFailure::PostgresqlFailure(std::string state, std::string_view words)
    : std::runtime_error(one_line(words)), sqlstate(std::move(state)) {}

bool is_lost(std::string_view sqlstate) { return sqlstate.starts_with("08") || sqlstate.starts_with("57P"); }

std::int64_t random_commit() {
  static thread_local std::random_device random;
  return std::uniform_int_distribution<std::int64_t>(1)(random);
}

Label shown_to_people() {
  return {"系统暂时用不了，正在自动恢复，请过一会儿再试",
          "the system cannot be used just now; it recovers by itself: try again in a while"};
}

Label written_by_another() {
  return {"另一个服务器在这期间写过这个数据库，或者数据库退回到了从前的样子：请重新启动这一个",
          "another server has written to the database meanwhile, or the database was set back to an earlier "
          "state: start this one again"};
}

Label postgresql_message(std::string_view state, std::string_view words) {
  if (is_lost(state))
    return {"和数据库服务器的连接断了，恢复后会自动接上",
            "the connection to the database server was lost: it is made again as soon as the server answers"};
  if (state == "53100")
    return {"数据库服务器的磁盘已满，请腾出空间后再试",
            "the disk of the database server is full: free some space there, then try again"};
  if (state == "55P03" || state == "40001" || state == "40P01")
    return {"数据库正忙，请稍后再试", "the database is busy with another program: try again"};
  if (state == "57014")
    return {"数据库太慢，没有及时答复，请稍后再试", "the database took too long to answer: try again"};
  if (state == "25006")
    return {"数据库服务器只能读：请连到主服务器",
            "the database server is read-only: name the primary server, not a standby"};
  if (state == "42501")
    return format_label("这个数据库用户没有权限，请让它拥有数据库：{}",
                        "the database user lacks a right, make it the owner of the database: {}",
                        one_line(words));
  return format_label("数据库出错，请稍后再试", "the database failed: {}", one_line(words));
}

std::string_view PostgresqlSession::Row::field(int column) const {
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}
bool PostgresqlSession::Row::is_null(int column) const { return PQgetisnull(result_, row_, column) == 1; }
std::int64_t PostgresqlSession::Row::integer(int column) const {
  std::uint64_t bits = 0;
  std::memcpy(&bits, field(column).data(), std::min(sizeof bits, field(column).size()));
  return static_cast<std::int64_t>(network_order(bits));
}
double PostgresqlSession::Row::real(int column) const { return std::bit_cast<double>(integer(column)); }
std::string PostgresqlSession::Row::bytes(int column) const { return std::string(field(column)); }

PostgresqlSession::Value::Value(std::int64_t v) : type_(bigint_type) {
  const auto bits = network_order(static_cast<std::uint64_t>(v));
  std::memcpy(number_, &bits, sizeof bits);
}
PostgresqlSession::Value::Value(double v) : Value(std::bit_cast<std::int64_t>(v)) { type_ = double_type; }
PostgresqlSession::Value::Value(std::string_view v) : outside_(v), type_(text_type) {}
PostgresqlSession::Value::Value(const std::string& v) : outside_(v), type_(bytea_type) {}

void PostgresqlSession::Close::operator()(pg_conn* server) const { PQfinish(server); }
void ClearResult::operator()(pg_result* result) const { PQclear(result); }

PostgresqlSession::PostgresqlSession(const PostgresqlAddress& address)
    : stalls_(address.stalls()), server_(PQconnectdb(address.text().c_str())) {
  if (!is_usable()) throw PostgresqlFailure("08001", PQerrorMessage(server_.get()));
  socket_ = std::make_unique<StallDetector::Socket>(PQsocket(server_.get()));
  PQsetNoticeProcessor(server_.get(), ignore_notice, nullptr);
  const StallDetector::Work work(stalls_, *socket_);
  const Result settings(PQexec(server_.get(), session_settings().c_str()));
  if (PQresultStatus(settings.get()) != PGRES_TUPLES_OK) fail(settings.get());
  process_ = process_of(settings.get());
}

void PostgresqlSession::set_limited(bool is_limited) {
  execute(std::string(is_limited ? limited_settings : unlimited_settings));
  socket_->process = process_;
  socket_->is_limited = is_limited;
}

PostgresqlSession::~PostgresqlSession() = default;

bool PostgresqlSession::is_usable() const { return PQstatus(server_.get()) == CONNECTION_OK; }

void PostgresqlSession::fail(const pg_result* result) const {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (!is_usable() || (!state && !result)) throw PostgresqlFailure("08000", PQerrorMessage(server_.get()));
  const char* words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  throw PostgresqlFailure(state ? state : "58000", words ? words : PQerrorMessage(server_.get()));
}

void PostgresqlSession::require_sent(int done) const {
  if (done != 1) throw PostgresqlFailure(is_usable() ? "58000" : "08000", PQerrorMessage(server_.get()));
}

void PostgresqlSession::execute(const std::string& text) {
  const StallDetector::Work work(stalls_, *socket_);
  const Result result(PQexec(server_.get(), text.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result.get());
}

const std::string& PostgresqlSession::name_for(const char* text, const std::vector<Value>& values,
                                               bool& is_new) {
  const auto [found, is_first] = names_.try_emplace(text);
  is_new = is_first;
  if (!is_first) return found->second;
  found->second = "s" + std::to_string(++names_given_);
  fresh_.push_back(text);
  std::vector<Oid> types;
  for (const auto& value : values) types.push_back(value.type());
  const int sent =
      PQsendPrepare(server_.get(), found->second.c_str(), text, static_cast<int>(types.size()), types.data());
  if (sent != 1) names_.erase(found);
  require_sent(sent);
  return found->second;
}

void PostgresqlSession::send_prepared(const std::string& name, const std::vector<Value>& values) {
  std::vector<const char*> at;
  std::vector<int> lengths;
  const std::vector<int> formats(values.size(), binary);
  for (const auto& value : values) {
    at.push_back(value.bytes().data());
    lengths.push_back(static_cast<int>(value.bytes().size()));
  }
  require_sent(PQsendQueryPrepared(server_.get(), name.c_str(), static_cast<int>(values.size()), at.data(),
                                   lengths.data(), formats.data(), binary));
}

void PostgresqlSession::end_statement() noexcept {
  while (Result(PQgetResult(server_.get()))) {
  }
}

void PostgresqlSession::each(const char* text, const std::vector<Value>& values,
                             const std::function<void(const Row&)>& f) {
  struct End {  // the rest of the answer is not waited for
    std::unique_ptr<pg_conn, Close>& server;
    bool is_done = false;
    ~End() {
      if (!is_done) server = nullptr;
    }
  };
  const StallDetector::Work work(stalls_, *socket_);
  bool is_new = false;
  const auto& name = name_for(text, values, is_new);
  if (is_new) {
    const Result result(PQgetResult(server_.get()));
    end_statement();
    fresh_.clear();
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
      names_.erase(text);
      fail(result.get());
    }
  }
  send_prepared(name, values);
  PQsetSingleRowMode(server_.get());
  End end{server_};
  while (const Result result{PQgetResult(server_.get())}) {
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      end_statement();
      end.is_done = true;
      fail(result.get());
    }
    for (int row = 0; row < PQntuples(result.get()); ++row) f(Row(result.get(), row));
  }
  end.is_done = true;
}

std::optional<std::int64_t> PostgresqlSession::integer(const char* text, const std::vector<Value>& values) {
  std::optional<std::int64_t> found;
  each(text, values, [&](const Row& row) {
    if (!found && !row.is_null(0)) found = row.integer(0);
  });
  return found;
}

void PostgresqlSession::send(const char* text, const std::vector<Value>& values) {
  if (under_way_ == under_way_max) finish();
  const StallDetector::Work work(stalls_, *socket_);
  if (under_way_ == 0) require_sent(PQenterPipelineMode(server_.get()));
  ++under_way_;
  bool is_new = false;
  send_prepared(name_for(text, values, is_new), values);
}

std::int64_t PostgresqlSession::finish() {
  if (under_way_ == 0) return 0;
  const StallDetector::Work work(stalls_, *socket_);
  under_way_ = 0;
  std::int64_t changed = 0;
  Result failed;
  require_sent(PQpipelineSync(server_.get()));
  // The answers to a statement end with a null; a lost connection answers with nothing else.
  for (int nulls = 0; nulls < 2;) {
    Result result(PQgetResult(server_.get()));
    nulls = result ? 0 : nulls + 1;
    const auto status = PQresultStatus(result.get());
    if (!result) continue;
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_COMMAND_OK)
      changed = std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
    else if (status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_ABORTED && !failed)
      failed = std::move(result);
  }
  PQexitPipelineMode(server_.get());
  if (failed || !is_usable())
    for (const auto* text : fresh_) names_.erase(text);
  fresh_.clear();
  if (failed || !is_usable()) fail(failed.get());
  return changed;
}

void PostgresqlSession::roll_back() noexcept {
  try {
    if (under_way_ > 0) finish();
  } catch (const PostgresqlFailure&) {
  }
  if (!is_usable() || PQtransactionStatus(server_.get()) == PQTRANS_IDLE) return;
  const StallDetector::Work work(stalls_, *socket_);
  Result(PQexec(server_.get(), "ROLLBACK"));
}

}  // namespace cunkou::sql
