#include "app/freed_memory.hpp"

#include <malloc.h>

namespace cunkou::app {

void give_back_memory(std::size_t kept_bytes) {
#ifdef __GLIBC__
  if (::mallinfo2().fordblks > kept_bytes) ::malloc_trim(0);  // of all arenas
#endif
}

}  // namespace cunkou::app
