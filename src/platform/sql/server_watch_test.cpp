#include "platform/sql/server_watch.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace cunkou::sql {
namespace {

constexpr ServerWatch::Times quick{std::chrono::milliseconds(20)};

ServerWatch::Answer working(std::set<int> processes) { return {true, std::move(processes)}; }

// A session that waits for an answer of its server.
struct Session {
  std::array<int, 2> ends{};
  Session() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
  ~Session() {
    for (const int end : ends) close(end);
  }
  // What read() returns: 0 after the socket was shut down.
  ssize_t wait() const {
    char answer;
    return read(ends[0], &answer, 1);
  }
  void answer() const { EXPECT_EQ(write(ends[1], "x", 1), 1); }
};

// As wait(), of limited work that process 7 of the server should do.
ssize_t wait_limited(ServerWatch& watch, const Session& session) {
  ServerWatch::Socket socket(session.ends[0]);
  socket.process = 7;
  socket.is_limited = true;
  const ServerWatch::Work work(watch, socket);
  return session.wait();
}

TEST(ServerWatch, EndsTheWorkOfAServerThatHangs) {
  ServerWatch watch([] { return ServerWatch::Answer{}; }, quick);
  const Session session;
  const ServerWatch::Socket socket(session.ends[0]);
  const ServerWatch::Work work(watch, socket);
  EXPECT_EQ(session.wait(), 0);
}

TEST(ServerWatch, LeavesTheWorkOfASlowServer) {
  std::atomic<int> asked = 0;
  const Session session;
  ServerWatch watch(
      [&] {
        if (++asked == 3) session.answer();
        return working({7});
      },
      quick);
  EXPECT_EQ(wait_limited(watch, session), 1);
  EXPECT_EQ(asked, 3);
}

TEST(ServerWatch, EndsTheWorkThatTheServerDoesNotDo) {
  ServerWatch watch([] { return working({8}); }, quick);
  const Session session;
  EXPECT_EQ(wait_limited(watch, session), 0);
}

TEST(ServerWatch, EndsLimitedWorkThatLastsTooLong) {
  ServerWatch watch([] { return working({7}); },
                    {std::chrono::milliseconds(20), std::chrono::milliseconds(100)});
  const Session session;
  EXPECT_EQ(wait_limited(watch, session), 0);
}

TEST(ServerWatch, LeavesLongWorkWithoutALimit) {
  std::atomic<int> asked = 0;
  const Session session;
  ServerWatch watch(
      [&] {
        if (++asked == 6) session.answer();
        return working({});
      },
      {std::chrono::milliseconds(20), std::chrono::milliseconds(40)});
  const ServerWatch::Socket socket(session.ends[0]);
  const ServerWatch::Work work(watch, socket);
  EXPECT_EQ(session.wait(), 1);
}

TEST(ServerWatch, LeavesSocketsWithoutWork) {
  std::atomic<bool> was_asked = false;
  ServerWatch watch([&] { return was_asked = true, ServerWatch::Answer{}; }, quick);
  const Session idle, busy;
  const ServerWatch::Socket idle_socket(idle.ends[0]), busy_socket(busy.ends[0]);
  { const ServerWatch::Work work(watch, idle_socket); }
  const ServerWatch::Work work(watch, busy_socket);
  EXPECT_EQ(busy.wait(), 0);
  idle.answer();
  EXPECT_EQ(idle.wait(), 1);
}

}  // namespace
}  // namespace cunkou::sql
