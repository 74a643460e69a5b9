#include "platform/sql/sqlite_wal.hpp"

#include <array>
#include <fstream>
#include <string_view>
#include <vector>

namespace cunkou::sql {
namespace {

constexpr std::size_t header_bytes = 32, frame_header_bytes = 24;
constexpr std::uint32_t magic = 0x377f0682;  // the last bit: the checksums read words as big-endian
constexpr std::uint32_t page_bytes_max = 65'536;

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

class Checksum {
 public:
  explicit Checksum(bool is_big_endian) : is_big_endian_(is_big_endian) {}
  void add(std::string_view bytes) {  // a multiple of 8
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      a_ += word(bytes, at) + b_;
      b_ += word(bytes, at + 4) + a_;
    }
  }
  bool is(std::string_view bytes, std::size_t at) const {
    return a_ == big_endian(bytes, at) && b_ == big_endian(bytes, at + 4);
  }

 private:
  std::uint32_t word(std::string_view bytes, std::size_t at) const {
    return is_big_endian_ ? big_endian(bytes, at) : little_endian(bytes, at);
  }
  bool is_big_endian_;
  std::uint32_t a_ = 0, b_ = 0;
};

bool read(std::ifstream& in, std::vector<char>& into) {
  return static_cast<bool>(in.read(into.data(), static_cast<std::streamsize>(into.size())));
}

std::string_view text(const std::vector<char>& bytes) { return {bytes.data(), bytes.size()}; }

struct Header {
  Checksum checksum;  // of what was read
  std::uint32_t page_bytes;
  std::uint64_t salt;
};

std::optional<Header> read_header(std::ifstream& in) {
  std::vector<char> bytes(header_bytes);
  if (!read(in, bytes)) return {};
  const auto header = text(bytes);
  if ((big_endian(header, 0) & ~1U) != magic) return {};
  Header found{Checksum(big_endian(header, 0) & 1), big_endian(header, 8),
               std::uint64_t{big_endian(header, 16)} << 32 | big_endian(header, 20)};
  found.checksum.add(header.substr(0, 24));
  if (!found.checksum.is(header, 24) || found.page_bytes < 512 || found.page_bytes > page_bytes_max)
    return {};
  return found;
}

}  // namespace

std::optional<std::uint64_t> sqlite_wal_salt(const std::string& wal_file) {
  std::ifstream in(wal_file, std::ios::binary);
  const auto header = read_header(in);
  return header ? std::optional(header->salt) : std::nullopt;
}

std::optional<SqliteWal> read_sqlite_wal(const std::string& wal_file) {
  std::ifstream in(wal_file, std::ios::binary);
  auto header = read_header(in);
  if (!header) return {};
  SqliteWal wal{header->salt, 0};
  std::vector<char> bytes(frame_header_bytes + header->page_bytes);
  for (std::uint32_t frame = 1; read(in, bytes); ++frame) {
    const auto all = text(bytes);
    const auto salt = std::uint64_t{big_endian(all, 8)} << 32 | big_endian(all, 12);
    header->checksum.add(all.substr(0, 8));
    header->checksum.add(all.substr(frame_header_bytes));
    if (salt != wal.salt || !header->checksum.is(all, 16)) break;
    const bool ends_a_commit = big_endian(all, 4) != 0;
    if (ends_a_commit) wal.frames = frame;
  }
  return wal;
}

}  // namespace cunkou::sql
