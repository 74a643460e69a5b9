#include "platform/sql/stall_detector.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace cunkou::sql {
namespace {

constexpr StallDetector::Times quick{std::chrono::milliseconds(20)};

StallDetector::Answer working(std::set<int> processes) { return {true, std::move(processes)}; }

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
ssize_t wait_limited(StallDetector& detector, const Session& session) {
  StallDetector::Socket socket(session.ends[0]);
  socket.process = 7;
  socket.is_limited = true;
  const StallDetector::Work work(detector, socket);
  return session.wait();
}

// As wait(), of work without a limit.
ssize_t wait_without_limit(StallDetector& detector, const Session& session) {
  const StallDetector::Socket socket(session.ends[0]);
  const StallDetector::Work work(detector, socket);
  return session.wait();
}

TEST(StallDetector, EndsTheWorkOfAServerThatHangs) {
  StallDetector detector([] { return StallDetector::Answer{}; }, quick);
  const Session session;
  EXPECT_EQ(wait_without_limit(detector, session), 0);
}

TEST(StallDetector, LeavesTheWorkOfASlowServer) {
  std::atomic<int> asked = 0;
  const Session session;
  StallDetector detector(
      [&] {
        if (++asked == 3) session.answer();  // also beyond the limit of work of which nobody knows
        return working({7});
      },
      {std::chrono::milliseconds(20), std::chrono::milliseconds(40)});
  EXPECT_EQ(wait_limited(detector, session), 1);
  EXPECT_GE(asked, 3);
}

TEST(StallDetector, EndsTheWorkThatTheServerDoesNotDo) {
  StallDetector detector([] { return working({8}); }, quick);
  const Session session;
  EXPECT_EQ(wait_limited(detector, session), 0);
}

TEST(StallDetector, EndsLimitedWorkOfWhichNobodyKnowsAfterTheLimit) {
  StallDetector detector([] { return StallDetector::Answer{true}; },
                         {std::chrono::milliseconds(20), std::chrono::milliseconds(100)});
  const Session session;
  EXPECT_EQ(wait_limited(detector, session), 0);
}

TEST(StallDetector, LeavesLongWorkWithoutALimit) {
  std::atomic<int> asked = 0;
  const Session session;
  StallDetector detector(
      [&] {
        if (++asked == 6) session.answer();
        return working({});
      },
      {std::chrono::milliseconds(20), std::chrono::milliseconds(40)});
  EXPECT_EQ(wait_without_limit(detector, session), 1);
}

TEST(StallDetector, LeavesLongWorkWhenTwoQuestionsAreNotAnswered) {
  std::atomic<int> asked = 0;
  const Session session;
  StallDetector detector(
      [&] {
        if (++asked == 6) session.answer();
        return StallDetector::Answer{asked % 3 == 0};
      },
      quick);
  EXPECT_EQ(wait_without_limit(detector, session), 1);
}

TEST(StallDetector, LeavesSocketsWithoutWork) {
  StallDetector detector([] { return StallDetector::Answer{}; }, quick);
  const Session idle, busy;
  const StallDetector::Socket idle_socket(idle.ends[0]), busy_socket(busy.ends[0]);
  { const StallDetector::Work work(detector, idle_socket); }
  const StallDetector::Work work(detector, busy_socket);
  EXPECT_EQ(busy.wait(), 0);
  idle.answer();
  EXPECT_EQ(idle.wait(), 1);
}

}  // namespace
}  // namespace cunkou::sql
