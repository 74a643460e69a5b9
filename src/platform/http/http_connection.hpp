#pragma once
// A client's connection. Holds no buffer while idle, so that 10,000 idle phones cost little memory.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "platform/http/http_loop.hpp"
#include "platform/http/request_handler.hpp"
#include "platform/http/response_head.hpp"

namespace cunkou::http {

class Connection final : public LiveStream, public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  Connection(std::shared_ptr<Loop>, Socket, async::ConnectionLimits::Place, boost::asio::ssl::context*);
  ~Connection() override;

  // Serves requests until the client disconnects, exceeds a deadline, or the server stops.
  static boost::asio::awaitable<void> run(std::shared_ptr<Connection>);

  void check(Steady::time_point now);  // deadlines; pings and rights of an event stream
  bool idle() const { return stage_ == Stage::idle; }
  bool is_from(const std::string& address) const { return address.empty() || place_.is_of(address); }
  void give_way();  // closes it, and gives its place to another
  Steady::time_point deadline() const { return deadline_; }
  void drain();
  void close();

  void take(std::string_view lines) override;
  void flush() override;
  void recheck() override;

  std::size_t index = 0;  // in the loop's list

 private:
  enum class Stage { idle, reading, working, writing, streaming, closing };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using ExchangePtr = std::shared_ptr<Exchange>;
  struct Ticket;
  struct Working;
  template <class T>
  using Async = boost::asio::awaitable<T>;

  ServerContext& server_context() { return *loop_->server_context; }
  void enter(Stage, Duration wait);
  Wire wire(bool keep_alive);

  Async<bool> tls_handshake();
  Async<bool> fill();
  Async<std::size_t> read_some(boost::asio::mutable_buffer);
  Async<bool> write(std::string_view head, std::string_view body);

  Async<bool> serve_one();
  Async<int> read_header(Parser&);
  int take_header(const Parser&, Exchange&);
  Async<int> read_body(Parser&, Exchange&, std::size_t bytes_max);
  Async<int> read_sized_body(Exchange&, std::size_t bytes);
  Async<int> read_chunked_body(Parser&, Exchange&, std::size_t bytes_max);
  using Work = void (*)(Exchange&, const Respond&);
  Async<Response> work(ExchangePtr, Work);
  Async<bool> send(const Exchange&, Response);
  Async<bool> send(const Exchange&, const File&);
  Async<bool> stream_events(ExchangePtr);
  Async<void> await(std::shared_ptr<Working>);
  Async<bool> refuse(const Exchange&, int status);
  Async<bool> refuse(const Exchange&, Response);
  Async<void> linger();

  void extend_deadline(std::size_t bytes);
  void follow(Subscription);

  std::shared_ptr<Loop> loop_;
  async::ConnectionLimits::Place place_;
  Socket socket_;
  std::unique_ptr<boost::asio::ssl::stream<Socket&>> tls_;
  std::string pending_;  // read but not parsed: part of a header, or the start of the next request
  Stage stage_ = Stage::idle;
  bool expired_ = false, streaming_ = false;
  Working* working_ = nullptr;  // the response being awaited
  Steady::time_point deadline_;

  // Of an event stream.
  struct Outgoing;
  std::unique_ptr<Outgoing> out_;
};

}  // namespace cunkou::http
