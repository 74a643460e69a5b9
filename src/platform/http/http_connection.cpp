#include "platform/http/http_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "platform/http/limits.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/protocol_error.hpp"

namespace cunkou::http {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t body_step = 256 * 1024;
constexpr std::size_t small_body_bytes = 64 * 1024;  // accepted without authorization
constexpr std::size_t tls_read_bytes = 4096;
constexpr std::size_t lingering_bytes = 4 * 1024 * 1024;
constexpr Duration lingering_wait = seconds(2);

// With several header lines, the nearest proxy wrote the last.
std::string_view last_header(const Request& request, std::string_view lower_case_name) {
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header)
    if (header->first == lower_case_name) return header->second;
  return {};
}

template <class P>
bool is_large(const P& parser) {
  if (parser.is_done()) return false;
  const auto length = parser.content_length();
  return !length || *length > small_body_bytes;
}

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// RFC 9112 3.2.2: a server accepts the absolute form too, whose host then stands for that of the header.
struct Target {
  std::string_view origin_form;
  std::optional<std::string_view> host;
};
Target target_of(std::string_view target) {
  if (!target.starts_with("http://") && !target.starts_with("https://")) return {target, {}};
  target.remove_prefix(target.find("://") + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  return {end == target.size() ? "/" : target.substr(end), target.substr(0, end)};
}

void set_host(Request& request, std::string_view host) {
  std::erase_if(request.headers, [](const auto& header) { return header.first == "host"; });
  request.headers.emplace_back("host", host);
}

void set_target(Request& request, std::string_view target) {
  request.target = target;
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != target.npos) request.query = target.substr(question + 1);
}

std::string_view last_of_list(std::string_view list) {
  return trimmed(list.substr(list.rfind(',') + 1), " ");
}

// RFC 9112 6.1: 501 for a transfer coding that is not understood, and none of it by HTTP/1.0.
template <class M>
int refuse_coding(const M& message) {
  const auto codings = message.count(beast_http::field::transfer_encoding);
  if (codings == 0) return 0;
  if (message.version() < 11 || message.count(beast_http::field::content_length) > 0) return 400;
  const auto only = lower_case(trimmed(view(message[beast_http::field::transfer_encoding])));
  return codings == 1 && only == "chunked" ? 0 : 501;
}

// Which part is too long: the method (RFC 9110, 9.1), the target or the fields.
template <class P>
int status_of_long_header(const P& parser, std::string_view unread) {
  if (!parser.get().target().empty()) return 431;
  return unread.substr(0, limits::header_bytes).find(' ') == unread.npos ? 501 : 414;
}

}  // namespace

struct Connection::Outgoing {
  ExchangePtr exchange;
  std::string queue, sending;
  bool busy = false, rechecking = false;
  Steady::time_point ping_at, recheck_at;
};

// A response awaited from a worker. If all holders are gone without a response, the response is 500.
struct Connection::Working {
  explicit Working(asio::io_context& context) : responded(context, Steady::time_point::max()) {}
  asio::steady_timer responded;
  Response response;
  bool done = false;
};

struct Connection::Ticket {
  std::shared_ptr<Loop> loop;
  ExchangePtr exchange;
  std::shared_ptr<Working> working;
  std::atomic<bool> used{false};

  Ticket(std::shared_ptr<Loop> l, ExchangePtr e, std::shared_ptr<Working> w)
      : loop(std::move(l)), exchange(std::move(e)), working(std::move(w)) {}
  ~Ticket() {
    if (!used)
      respond(refusal(
          {Code::internal, {"程序没有回答，请稍后再试", "The program gave no answer; try again later"}},
          exchange->request));
  }
  void respond(Response response) {
    if (used.exchange(true)) return;
    finish(response, exchange->request);
    asio::post(loop->context, [w = working, r = std::move(response)]() mutable {
      w->response = std::move(r);
      w->done = true;
      w->responded.cancel();
    });
  }
};

Connection::Connection(std::shared_ptr<Loop> loop, Socket socket, async::ConnectionLimits::Place place,
                       asio::ssl::context* tls)
    : loop_(std::move(loop)), place_(std::move(place)), socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (tls) tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *tls);
  loop_->add(*this);
}

Connection::~Connection() { loop_->remove(*this); }

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> self) {
  bool open = !self->tls_ || co_await self->tls_handshake();
  while (open && !self->server_context().stopping) {
    self->enter(Stage::idle, self->server_context().options.idle);
    if (self->pending_.empty()) open = co_await self->fill();
    if (open) open = co_await self->serve_one();
    if (self->pending_.empty()) self->pending_.shrink_to_fit();
  }
  self->close();
}

void Connection::enter(Stage stage, Duration wait) {
  stage_ = stage;
  expired_ = false;
  deadline_ = wait == Duration::max() ? Steady::time_point::max() : Steady::now() + wait;
}

// Extends the deadline: a link of limits::bytes_per_second is fast enough.
void Connection::extend_deadline(std::size_t bytes) {
  deadline_ += std::chrono::milliseconds(bytes * 1000 / limits::bytes_per_second);
}

void Connection::check(Steady::time_point now) {
  if (stage_ == Stage::streaming && now >= out_->ping_at) {
    out_->ping_at = now + server_context().options.live_ping;
    take("event: ping\ndata: {}\n\n");
    flush();
  }
  if (stage_ == Stage::streaming && now >= out_->recheck_at) recheck();
  if (now < deadline_) return;
  if (stage_ != Stage::reading || std::exchange(expired_, true)) return close();
  deadline_ = now + lingering_wait;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::drain() {
  if (stage_ == Stage::idle || stage_ == Stage::streaming) close();
}

void Connection::close() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
  if (working_) working_->responded.cancel();
}

void Connection::give_way() {
  stage_ = Stage::closing;
  place_.give_back();
  close();
}

Wire Connection::wire(bool keep_alive) {
  return {keep_alive && !server_context().stopping, tls_ != nullptr, loop_->date()};
}

asio::awaitable<bool> Connection::tls_handshake() {
  enter(Stage::closing, server_context().options.header_wait);
  const auto [failed] = co_await tls_->async_handshake(asio::ssl::stream_base::server, quietly);
  if (failed) ++server_context().counters.refused;
  co_return !failed;
}

// Reads more bytes into pending_; false at the end of the stream.
asio::awaitable<bool> Connection::fill() {
  if (tls_) {
    const auto have = pending_.size();
    pending_.resize(have + tls_read_bytes);
    const auto n = co_await read_some(asio::buffer(pending_.data() + have, tls_read_bytes));
    pending_.resize(have + n);
    co_return n > 0;
  }
  for (;;) {
    const auto [failed] = co_await socket_.async_wait(Socket::wait_read, quietly);
    if (failed) co_return false;
    boost::system::error_code stopped;
    const auto n = socket_.read_some(asio::buffer(loop_->read_buffer), stopped);
    pending_.append(loop_->read_buffer.data(), n);
    if (n > 0) co_return true;
    if (stopped != asio::error::would_block) co_return false;
  }
}

asio::awaitable<std::size_t> Connection::read_some(asio::mutable_buffer into) {
  if (tls_) {
    const auto [failed, n] = co_await tls_->async_read_some(into, quietly);
    co_return failed ? 0 : n;
  }
  const auto [failed, n] = co_await socket_.async_read_some(into, quietly);
  co_return failed ? 0 : n;
}

asio::awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
  if (tls_) {
    const auto [failed, n] = co_await asio::async_write(*tls_, buffers, quietly);
    co_return !failed;
  }
  const auto [failed, n] = co_await asio::async_write(socket_, buffers, quietly);
  co_return !failed;
}

asio::awaitable<bool> Connection::serve_one() {
  enter(Stage::reading, server_context().options.header_wait);
  const auto exchange = std::make_shared<Exchange>(server_context());
  Plan what;
  {
    Parser parser;
    int status = co_await read_header(parser);
    if (!status) status = take_header(parser, *exchange);
    if (status) co_return co_await refuse(*exchange, status);
    what = plan(*exchange);
    if (exchange->route && is_large(parser)) {
      auto refused = co_await work(exchange, admit_early);
      if (refused.status) co_return co_await refuse(*exchange, std::move(refused));
    }
    const auto wanted = exchange->route ? exchange->route->body_bytes_max : 0;
    status = co_await read_body(parser, *exchange, wanted ? wanted : limits::body_bytes);
    if (status) co_return co_await refuse(*exchange, status);
  }
  ++server_context().counters.requests;
  const auto begun = Steady::now();
  if (exchange->route && exchange->route->follow) co_return co_await stream_events(exchange);
  Response response;
  bool open = false;
  int sent = 200;
  if (what.file) {
    open = co_await send(*exchange, *what.file);
  } else {
    if (what.response) {
      response = std::move(*what.response);
      finish(response, exchange->request);
    } else {
      response = co_await work(exchange, run_route);
    }
    sent = response.status;
    open = co_await send(*exchange, std::move(response));
  }
  server_context().counters.responded(
      sent, std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begun));
  co_return open && exchange->keep_alive;
}

// 0, or the status of the refusal; -1: the client closed the connection.
asio::awaitable<int> Connection::read_header(Parser& parser) {
  parser.header_limit(limits::header_bytes);
  parser.body_limit(boost::none);
  for (;;) {
    if (!parser.got_some()) pending_.erase(0, pending_.find_first_not_of("\r\n"));  // RFC 9112 2.2
    if (!pending_.empty()) {
      boost::system::error_code wrong;
      pending_.erase(0, parser.put(asio::buffer(pending_), wrong));
      if (wrong == beast_http::error::header_limit) co_return status_of_long_header(parser, pending_);
      if (wrong && wrong != beast_http::error::need_more) co_return 400;
      if (parser.is_header_done()) co_return 0;
    }
    if (!co_await fill()) co_return expired_ ? 408 : -1;
  }
}

int Connection::take_header(const Parser& parser, Exchange& exchange) {
  const auto& message = parser.get();
  auto& request = exchange.request;
  exchange.verb = view(message.method_string());
  exchange.keep_alive = parser.keep_alive();
  const auto target = target_of(view(message.target()));
  set_target(request, target.origin_form);
  for (const auto& field : message)
    request.headers.emplace_back(lower_case(view(field.name_string())), view(field.value()));
  const auto hosts = message.count(beast_http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return 400;  // RFC 9112 3.2
  if (target.host) set_host(request, *target.host);
  if (message.version() / 10 != 1) return 400;
  if (const auto refused = refuse_coding(message); refused != 0) return refused;
  if (hosts == 1 && !server_context().options.hosts.knows(request.header("host"))) return 421;
  const auto& trusted = server_context().options.trust_forwarded_for;
  request.query_time = server_context().options.query_time;
  request.secure =
      tls_ != nullptr || (trusted && last_of_list(last_header(request, "x-forwarded-proto")) == "https");
  request.secure_cookies = request.secure || server_context().options.secure_cookies;
  request.remote = trusted ? last_of_list(last_header(request, "x-forwarded-for")) : std::string_view();
  boost::system::error_code gone;
  if (request.remote.empty()) request.remote = socket_.remote_endpoint(gone).address().to_string();
  return 0;
}

asio::awaitable<int> Connection::read_body(Parser& parser, Exchange& exchange, std::size_t bytes_max) {
  if (parser.is_done()) co_return 0;
  const auto length = parser.content_length();
  if (length && *length > bytes_max) co_return 413;
  enter(Stage::reading, server_context().options.body_wait);
  if (pending_.empty() && lower_case(exchange.request.header("expect")) == "100-continue") {
    const bool open = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (!open) co_return -1;
  }
  if (length) co_return co_await read_sized_body(exchange, static_cast<std::size_t>(*length));
  co_return co_await read_chunked_body(parser, exchange, bytes_max);
}

// Reads from the socket directly into the body that the handler gets.
asio::awaitable<int> Connection::read_sized_body(Exchange& exchange, std::size_t bytes) {
  auto& body = exchange.request.body;
  std::size_t have = std::min(bytes, pending_.size());
  if (!exchange.held.take(have)) co_return 503;
  body.reserve(bytes);
  body.append(pending_, 0, have);
  pending_.erase(0, have);
  while (have < bytes) {
    if (body.size() == have) {
      const auto step = std::min(body_step, bytes - have);
      if (!exchange.held.take(step)) co_return 503;
      body.resize(have + step);
    }
    const auto n = co_await read_some(asio::buffer(body.data() + have, body.size() - have));
    if (n == 0) co_return expired_ ? 408 : -1;
    have += n;
    extend_deadline(n);
  }
  co_return 0;
}

asio::awaitable<int> Connection::read_chunked_body(Parser& parser, Exchange& exchange,
                                                   std::size_t bytes_max) {
  parser.body_limit(bytes_max);
  auto& body = parser.get().body();
  for (;;) {
    const auto had = body.size();
    boost::system::error_code wrong;
    if (!pending_.empty()) pending_.erase(0, parser.put(asio::buffer(pending_), wrong));
    if (wrong == beast_http::error::body_limit) co_return 413;
    if (wrong && wrong != beast_http::error::need_more) co_return 400;
    if (!exchange.held.take(body.size() - had)) co_return 503;
    extend_deadline(body.size() - had);
    if (parser.is_done()) break;
    if (pending_.size() > limits::header_bytes && wrong) co_return 400;  // a chunk header without end
    if (!wrong && !pending_.empty()) continue;
    if (!co_await fill()) co_return expired_ ? 408 : -1;
  }
  exchange.request.body = std::move(body);
  co_return 0;
}

asio::awaitable<Response> Connection::work(ExchangePtr exchange, Work what) {
  enter(Stage::working, Duration::max());
  const auto working = std::make_shared<Working>(loop_->context);
  auto ticket = std::make_shared<Ticket>(loop_, exchange, working);
  auto& context = server_context();
  auto& pool = exchange->route->needs_state ? context.state_pool : context.pool;
  const auto posted = pool.post([ticket, what] {
    what(*ticket->exchange, [ticket](Response response) { ticket->respond(std::move(response)); });
  });
  if (!posted) {
    ticket->used = true;
    auto busy = refusal({Code::unavailable, protocol_error(503).reason}, exchange->request);
    context.report_unavailable("HTTP: " + posted.error().reason.en);
    finish(busy, exchange->request);
    co_return busy;
  }
  ticket.reset();
  co_await await(working);
  co_return std::move(working->response);
}

// Returns early, without a response, if the connection is closed.
asio::awaitable<void> Connection::await(std::shared_ptr<Working> working) {
  working_ = working.get();
  co_await working->responded.async_wait(quietly);
  working_ = nullptr;
}

asio::awaitable<bool> Connection::send(const Exchange& exchange, Response response) {
  enter(Stage::writing, server_context().options.body_wait);
  extend_deadline(response.body.size());
  const auto head = head_of(response, wire(exchange.keep_alive));
  const std::string_view body = exchange.head_only || response.status == 204 || response.status == 304
                                    ? std::string_view()
                                    : std::string_view(response.body);
  co_return co_await write(head, body);
}

asio::awaitable<bool> Connection::send(const Exchange& exchange, const File& file) {
  enter(Stage::writing, server_context().options.body_wait);
  const auto response = file_response(file, exchange.request, wire(exchange.keep_alive));
  extend_deadline(response.body.size());
  co_return co_await write(response.head, exchange.head_only ? std::string_view() : response.body);
}

// Closes the connection afterwards: the rest of the body cannot be told from a next request.
asio::awaitable<bool> Connection::refuse(const Exchange& exchange, int status) {
  if (status < 0) co_return false;
  auto response = refusal(protocol_error(status), exchange.request, status);
  co_return co_await refuse(exchange, std::move(response));
}

asio::awaitable<bool> Connection::refuse(const Exchange& exchange, Response response) {
  ++server_context().counters.refused;
  if (response.status == 503)
    server_context().report_unavailable("HTTP: " + response.failure.value_or(protocol_error(503).reason.en));
  ++server_context().counters.by_class.at(static_cast<std::size_t>(response.status / 100));
  finish(response, exchange.request);
  enter(Stage::writing, lingering_wait);
  const auto head = head_of(response, wire(false));
  const std::string_view body =
      exchange.verb == "HEAD" ? std::string_view() : std::string_view(response.body);
  if (co_await write(head, body)) co_await linger();
  co_return false;
}

// Reads on before closing: closing with unread bytes resets the connection, and the client may lose the
// response (RFC 9112 9.6).
asio::awaitable<void> Connection::linger() {
  enter(Stage::closing, lingering_wait);
  boost::system::error_code ignored;
  if (!tls_) socket_.shutdown(Socket::shutdown_send, ignored);
  bool open = true;
  for (std::size_t read = 0; open && read < lingering_bytes; read += pending_.size()) {
    pending_.clear();
    open = co_await fill();
  }
}

// The rights may be unreadable: that ends a stream, and the page reconnects.
static Result<Subscription> subscribe_or_report(const Exchange& exchange) {
  try {
    return subscribe(exchange.server_context, *exchange.route, exchange.request);
  } catch (const std::exception& failure) {
    exchange.server_context.report_failure(exchange.route->pattern + ": " + failure.what());
    return internal_failure();
  }
}

asio::awaitable<bool> Connection::stream_events(ExchangePtr exchange) {
  enter(Stage::working, Duration::max());
  if (server_context().live_updates.streams() >= limits::live_streams)
    co_return co_await refuse(*exchange, 503);
  const auto working = std::make_shared<Working>(loop_->context);
  std::optional<Subscription> wanted;
  {
    auto found = std::make_shared<std::optional<Subscription>>();
    auto ticket = std::make_shared<Ticket>(loop_, exchange, working);
    const auto posted = server_context().state_pool.post([ticket, found] {
      auto& x = *ticket->exchange;
      auto subscription = subscribe_or_report(x);
      if (subscription) *found = std::move(*subscription);
      ticket->respond(subscription ? Response::empty(200) : refusal(subscription.error(), x.request));
    });
    if (!posted) {
      ticket->used = true;
      co_return co_await refuse(*exchange, 503);
    }
    ticket.reset();
    co_await await(working);
    if (working->done) wanted = std::move(*found);
  }
  if (!working->done || server_context().stopping) co_return false;
  if (!wanted) {
    const bool open = co_await send(*exchange, std::move(working->response));
    ++server_context().counters.by_class[4];
    co_return open && exchange->keep_alive;
  }
  ++server_context().counters.by_class[2];
  out_ = std::make_unique<Outgoing>();
  out_->exchange = exchange;
  out_->queue = event_stream_head(wire(false)) + "retry: 3000\n\n";
  follow(std::move(*wanted));
  enter(Stage::streaming, Duration::max());
  out_->ping_at = Steady::now() + server_context().options.live_ping;
  out_->recheck_at = Steady::now() + server_context().options.live_recheck;
  flush();
  while (co_await fill()) pending_.clear();
  loop_->hub.remove(*this);
  streaming_ = false;
  stage_ = Stage::closing;
  co_return false;
}

void Connection::follow(Subscription wanted) {
  if (std::exchange(streaming_, true)) loop_->hub.remove(*this);
  filter = std::move(wanted.filter);
  who = std::move(wanted.who);
  loop_->hub.add(*this);
}

void Connection::recheck() {
  if (std::exchange(out_->rechecking, true)) return;
  const auto posted =
      server_context().state_pool.post([weak = weak_from_this(), loop = loop_, exchange = out_->exchange] {
        auto subscription = subscribe_or_report(*exchange);
        asio::post(loop->context, [weak, subscription = std::move(subscription)]() mutable {
          const auto self = weak.lock();
          if (!self || !self->streaming_) return;
          self->out_->rechecking = false;
          self->out_->recheck_at = Steady::now() + self->server_context().options.live_recheck;
          if (!subscription) return self->close();
          self->follow(std::move(*subscription));
        });
      });
  if (!posted) out_->rechecking = false;
}

void Connection::take(std::string_view lines) {
  out_->queue.append(lines);
  if (out_->queue.size() > limits::live_queue_bytes) close();
}

// Sends everything taken since the last flush in one packet.
void Connection::flush() {
  if (out_->busy || out_->queue.empty() || !socket_.is_open()) return;
  out_->busy = true;
  deadline_ = Steady::now() + server_context().options.body_wait;
  out_->ping_at = Steady::now() + server_context().options.live_ping;
  out_->sending.swap(out_->queue);
  const auto written = [self = shared_from_this()](boost::system::error_code failed, std::size_t) {
    self->out_->busy = false;
    self->deadline_ = Steady::time_point::max();
    self->out_->sending = {};
    if (failed) return self->close();
    self->flush();
  };
  if (tls_)
    asio::async_write(*tls_, asio::buffer(out_->sending), written);
  else
    asio::async_write(socket_, asio::buffer(out_->sending), written);
}

}  // namespace cunkou::http
