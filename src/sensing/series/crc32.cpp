#include "sensing/series/crc32.hpp"

#include <zlib.h>

#include <cstddef>

namespace cunkou::series {
namespace {

std::uint32_t word(const unsigned char* p) {
  return std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16 |
         std::uint32_t{p[3]} << 24;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

void seal_with_crc32(std::string& block) {
  const std::uint32_t sum = crc32(block);
  for (int shift = 0; shift < 32; shift += 8) block.push_back(static_cast<char>(sum >> shift & 0xFF));
}

bool open_crc32(std::string_view& block) {
  if (block.size() < 4) return false;
  const std::string_view body = block.substr(0, block.size() - 4);
  const auto sum = word(reinterpret_cast<const unsigned char*>(block.data()) + body.size());
  if (crc32(body) != sum) return false;
  block = body;
  return true;
}

}  // namespace cunkou::series
