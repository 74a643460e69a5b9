#pragma once
// Memory that a flood of large requests or messages has left with the allocator.

#include <cstddef>

namespace cunkou::app {

// Gives free memory back to the system, if the allocator keeps more than `kept_bytes` of it. glibc keeps what
// the threads have freed, in an arena for each few of them, until the top of the heap is free: a flood would
// stay in the figures of the process for days.
void give_back_memory(std::size_t kept_bytes);

}  // namespace cunkou::app
