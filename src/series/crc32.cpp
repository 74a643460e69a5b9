#include "series/crc32.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace cunkou::series {
namespace {

// Eight tables, so that eight bytes are taken at a time ("slicing by 8").
constexpr std::array<std::array<std::uint32_t, 256>, 8> make_tables() {
  std::array<std::array<std::uint32_t, 256>, 8> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
    tables[0][i] = c;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t i = 0; i < 256; ++i)
      tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 0xFF];
  return tables;
}

constexpr auto tables = make_tables();

std::uint32_t word(const unsigned char* p) {
  return std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16 |
         std::uint32_t{p[3]} << 24;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  auto p = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t n = bytes.size();
  std::uint32_t c = ~0U;
  for (; n >= 8; n -= 8, p += 8) {
    const std::uint32_t a = word(p) ^ c, b = word(p + 4);
    c = tables[7][a & 0xFF] ^ tables[6][a >> 8 & 0xFF] ^ tables[5][a >> 16 & 0xFF] ^ tables[4][a >> 24] ^
        tables[3][b & 0xFF] ^ tables[2][b >> 8 & 0xFF] ^ tables[1][b >> 16 & 0xFF] ^ tables[0][b >> 24];
  }
  for (; n > 0; --n) c = tables[0][(c ^ *p++) & 0xFF] ^ (c >> 8);
  return ~c;
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
