#include "platform/outbound/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>

#include "base/text.hpp"

namespace cunkou::outbound {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t output_bytes_max = 64 * 1024;
constexpr std::size_t reason_bytes_max = 300;

Error broken(const std::string& program, const std::string& why) {
  return {Code::unavailable,
          format_label("程序 {} 没有成功：{}", "The program {} did not succeed: {}", program, why)};
}

class File {
 public:
  explicit File(int fd = -1) : fd_(fd) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

struct Spawn {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  Spawn() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~Spawn() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }

  // Puts the child in a process group of its own, to be killed as one, and resets the signal mask and ignored
  // signals.
  void set(int channel) {
    posix_spawn_file_actions_adddup2(&files, channel, 0);
    posix_spawn_file_actions_adddup2(&files, channel, 1);
    posix_spawn_file_actions_adddup2(&files, channel, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
};

// A running child process (pidfd_open as a system call: glibc 2.36 declares it without extern "C"). One
// socket is the other end of its standard input and output.
class ChildProcess {
 public:
  ChildProcess(pid_t pid, int channel)
      : pid_(pid), channel_(channel), ended_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}
  ~ChildProcess() {
    if (!status_) reap(true);
  }

  // Writes input and reads output until the end; false on time-out.
  bool communicate(std::string_view input, Steady::time_point until) {
    for (;;) {
      std::array<pollfd, 2> waits{
          pollfd{ended_.get(), POLLIN, 0},
          pollfd{channel_.get(), static_cast<short>(POLLIN | (input.empty() ? 0 : POLLOUT)), 0}};
      if (closed_) waits[1].fd = -1;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()).count();
      if (left <= 0) return false;
      if (poll(waits.data(), waits.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
      if (waits[1].revents & (POLLIN | POLLHUP)) read_output();
      if (waits[1].revents & POLLOUT) write_input(input);
      if (waits[0].revents) return read_output(), reap(false), true;
    }
  }

  int status() const { return *status_; }
  const std::string& output() const { return output_; }

 private:
  void write_input(std::string_view& input) {
    const auto n = send(channel_.get(), input.data(), input.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) input.remove_prefix(static_cast<std::size_t>(n));
    if (n < 0 && errno != EAGAIN && errno != EINTR) input = {};
    if (input.empty()) shutdown(channel_.get(), SHUT_WR);
  }

  void read_output() {
    std::array<char, 4096> bytes;
    ssize_t n = 0;
    while (!closed_ && (n = recv(channel_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0)
      output_.append(bytes.data(), std::min(static_cast<std::size_t>(n),
                                            output_bytes_max - std::min(output_bytes_max, output_.size())));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) closed_ = true;
  }

  void reap(bool kill_it) {
    if (kill_it) kill(-pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    status_ = status;
  }

  const pid_t pid_;
  File channel_, ended_;
  std::string output_;
  std::optional<int> status_;
  bool closed_ = false;
};

// Hides before it cuts: a part of a phone number is one, too.
std::string first_line(const std::string& output, const Hidden& hidden) {
  auto line = output.substr(0, output.find('\n'));
  for (std::size_t at = 0; !hidden.text.empty() && (at = line.find(hidden.text, at)) != line.npos;
       at += hidden.shown.size())
    line.replace(at, hidden.text.size(), hidden.shown);
  return excerpt(trimmed(without_control_characters(std::move(line), ' ')), reason_bytes_max);
}

std::string describe_exit(int status, const std::string& line) {
  const auto how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                       : "status " + std::to_string(WEXITSTATUS(status));
  return line.empty() ? how : how + ", " + line;
}

}  // namespace

Result<void> run_process(const std::vector<std::string>& argv, std::string_view input, Duration wait,
                         const Hidden& hidden) {
  if (argv.empty() || !argv[0].starts_with('/'))
    return invalid({"程序要写完整路径", "A program needs its whole path, from /"});
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return broken(argv[0], std::strerror(errno));
  File child_end(ends[1]);
  Spawn spawn;
  spawn.set(child_end.get());
  std::vector<char*> arguments;
  for (const auto& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = 0;
  if (const int wrong =
          posix_spawn(&pid, argv[0].c_str(), &spawn.files, &spawn.attributes, arguments.data(), environ)) {
    ::close(ends[0]);
    return broken(argv[0], std::strerror(wrong));
  }
  child_end.close();
  ChildProcess child(pid, ends[0]);
  if (!child.communicate(input, Steady::now() + wait))
    return broken(argv[0], "no end in " + std::to_string(wait.count() / 1000) + " s");
  if (child.status() != 0)
    return broken(argv[0], describe_exit(child.status(), first_line(child.output(), hidden)));
  return {};
}

}  // namespace cunkou::outbound
