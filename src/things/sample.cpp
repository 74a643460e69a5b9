#include "things/sample.hpp"

#include "base/text.hpp"

namespace cunkou::things {

std::string excerpt(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return as_utf8(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return as_utf8(text.substr(0, bytes)) + "…";
}

}  // namespace cunkou::things
