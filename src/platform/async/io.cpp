#include "platform/async/io.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>
#include <vector>

namespace cunkou::async {

namespace asio = boost::asio;

namespace {

struct Loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard = asio::make_work_guard(context);
  std::thread thread;
};

}  // namespace

struct Io::Impl {
  std::vector<std::unique_ptr<Loop>> loops;
  std::atomic<std::size_t> turn{0};
  Failed failed;

  void run(Loop& loop) {
    while (!loop.context.stopped()) run_guarded([&] { loop.context.run(); }, failed);
  }
};

Io::Io(std::size_t threads, Failed failed) : impl_(std::make_unique<Impl>()) {
  impl_->failed = std::move(failed);
  for (std::size_t n = 0; n < std::max<std::size_t>(threads, 1); ++n)
    impl_->loops.push_back(std::make_unique<Loop>());
  for (auto& loop : impl_->loops) loop->thread = std::thread([this, &loop = *loop] { impl_->run(loop); });
}

Io::~Io() { stop(); }

std::size_t Io::size() const { return impl_->loops.size(); }

asio::io_context& Io::loop(std::size_t n) { return impl_->loops.at(n)->context; }

asio::io_context& Io::next() { return loop(impl_->turn.fetch_add(1, std::memory_order_relaxed) % size()); }

void Io::stop() {
  for (auto& loop : impl_->loops) loop->context.stop();
  for (auto& loop : impl_->loops)
    if (loop->thread.joinable()) loop->thread.join();
}

}  // namespace cunkou::async
