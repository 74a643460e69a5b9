#include "platform/async/io.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

namespace cunkou::async {
namespace {

std::thread::id thread_of(boost::asio::io_context& loop) {
  std::promise<std::thread::id> id;
  boost::asio::post(loop, [&] { id.set_value(std::this_thread::get_id()); });
  return id.get_future().get();
}

TEST(Io, RunsEachLoopOnItsThread) {
  Io io(2);
  EXPECT_EQ(thread_of(io.loop(0)), thread_of(io.loop(0)));
  EXPECT_NE(thread_of(io.loop(0)), thread_of(io.loop(1)));
}

TEST(Io, SelectsLoopsRoundRobin) {
  Io io(2);
  auto& first = io.next();
  EXPECT_NE(&first, &io.next());
  EXPECT_EQ(&first, &io.next());
}

TEST(Io, ContinuesAfterAnException) {
  std::promise<std::string> reported;
  Io io(1, [&](std::string_view what) { reported.set_value(std::string(what)); });
  boost::asio::post(io.next(), [] { throw std::runtime_error("socket gone"); });
  EXPECT_EQ(reported.get_future().get(), "socket gone");
  thread_of(io.next());
}

}  // namespace
}  // namespace cunkou::async
