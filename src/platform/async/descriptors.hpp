#pragma once
// File descriptors of the process, which bound its connections.

#include <cstddef>

namespace cunkou::async {

// Raises the soft limit of open files (RLIMIT_NOFILE) to the hard one; returns the limit in force. Before any
// thread starts.
std::size_t raise_descriptor_limit();

// The connections that each of two servers may take with `descriptors`: half of what the files, databases and
// outgoing requests of the program leave, at most `most`.
std::size_t connections_for(std::size_t descriptors, std::size_t most);

// A descriptor in reserve: without one, a connection that waits can be neither taken nor closed. For one
// thread.
class SpareDescriptor {
 public:
  SpareDescriptor();
  ~SpareDescriptor();
  SpareDescriptor(const SpareDescriptor&) = delete;
  SpareDescriptor& operator=(const SpareDescriptor&) = delete;

  // Takes what waits on this listening, non-blocking socket, and closes it.
  void turn_away(int listening);

 private:
  void open();
  int spare_ = -1;
};

}  // namespace cunkou::async
