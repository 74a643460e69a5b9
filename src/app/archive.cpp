#include "app/archive.hpp"

#include <zstd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace cunkou::app {
namespace {

constexpr std::size_t block = 512;
using Block = std::array<char, block>;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

void octal(char* field, std::size_t width, std::uint64_t value) {
  std::snprintf(field, width, "%0*llo", static_cast<int>(width - 1), static_cast<unsigned long long>(value));
}

unsigned checksum(Block header) {
  std::memset(header.data() + 148, ' ', 8);
  unsigned sum = 0;
  for (char c : header) sum += static_cast<unsigned char>(c);
  return sum;
}

Block header_of(const std::string& name, std::uint64_t size) {
  Block h{};
  if (name.size() > 99) fail(name + " is too long a name");
  std::memcpy(h.data(), name.data(), name.size());
  octal(h.data() + 100, 8, 0600);
  octal(h.data() + 108, 8, 0);
  octal(h.data() + 116, 8, 0);
  if (size < (1ull << 33))
    octal(h.data() + 124, 12, size);
  else {  // over 8 GiB: base-256, as GNU tar
    h[124] = static_cast<char>(0x80);
    for (int i = 0; i < 8; ++i) h[135 - static_cast<std::size_t>(i)] = static_cast<char>(size >> (8 * i));
  }
  octal(h.data() + 136, 12, 0);
  h[156] = '0';
  std::memcpy(h.data() + 257,
              "ustar\0"
              "00",
              8);
  std::snprintf(h.data() + 148, 8, "%06o", checksum(h));
  return h;
}

std::uint64_t size_in(const Block& h) {
  std::uint64_t size = 0;
  if (static_cast<unsigned char>(h[124]) & 0x80)
    for (std::size_t i = 128; i < 136; ++i) size = size << 8 | static_cast<unsigned char>(h[i]);
  else
    size = std::strtoull(std::string(h.data() + 124, 12).c_str(), nullptr, 8);
  return size;
}

class Compressor {
 public:
  explicit Compressor(const std::string& file)
      : out_(file, std::ios::binary), context_(ZSTD_createCCtx(), ZSTD_freeCCtx) {
    if (!out_) fail(file + " cannot be written");
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }
  void write(const char* from, std::size_t n) { pump(from, n, ZSTD_e_continue); }
  void end() {
    pump("", 0, ZSTD_e_end);
    out_.flush();
    if (!out_) fail("the backup could not be written whole: is the disk full?");
  }

 private:
  void pump(const char* from, std::size_t n, ZSTD_EndDirective how) {
    ZSTD_inBuffer in{from, n, 0};
    for (;;) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const auto left = ZSTD_compressStream2(context_.get(), &out, &in, how);
      if (ZSTD_isError(left)) fail(ZSTD_getErrorName(left));
      out_.write(buffer_.data(), static_cast<std::streamsize>(out.pos));
      if (how == ZSTD_e_end ? left == 0 : in.pos == in.size) return;
    }
  }
  std::ofstream out_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
  std::vector<char> buffer_ = std::vector<char>(1 << 17);
};

class Decompressor {
 public:
  explicit Decompressor(const std::string& file)
      : in_(file, std::ios::binary), name_(file), context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    if (!in_) fail(file + " cannot be read");
  }
  bool read(char* to, std::size_t n) {  // false at the end
    ZSTD_outBuffer out{to, n, 0};
    while (out.pos < out.size) {
      if (input_.pos == input_.size && !refill())
        return out.pos == 0 ? false : (fail(name_ + " is cut short"), false);
      const auto left = ZSTD_decompressStream(context_.get(), &out, &input_);
      if (ZSTD_isError(left)) fail(name_ + " is damaged: " + ZSTD_getErrorName(left));
    }
    return true;
  }

 private:
  bool refill() {
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    input_ = {buffer_.data(), static_cast<std::size_t>(in_.gcount()), 0};
    return input_.size > 0;
  }
  std::ifstream in_;
  std::string name_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::vector<char> buffer_ = std::vector<char>(1 << 17);
  ZSTD_inBuffer input_{nullptr, 0, 0};
};

std::string validate_name(const Block& h) {
  const std::string name(h.data(), strnlen(h.data(), 100));
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos)
    fail("the archive holds a strange name: " + name);
  return name;
}

void extract(Decompressor& from, const std::string& to, std::uint64_t size) {
  std::ofstream out(to, std::ios::binary);
  Block piece;
  for (std::uint64_t left = size; left > 0;) {
    if (!from.read(piece.data(), block)) fail("the archive is cut short");
    const auto n = std::min<std::uint64_t>(left, block);
    out.write(piece.data(), static_cast<std::streamsize>(n));
    left -= n;
  }
  out.flush();
  if (!out) fail(to + " could not be written: is the disk full?");
}

}  // namespace

void write_archive(const std::string& file, const std::string& folder,
                   const std::vector<std::string>& names) {
  Compressor out(file);
  const Block zeros{};
  for (const auto& name : names) {
    const auto path = folder + "/" + name;
    const auto size = std::filesystem::file_size(path);
    const auto header = header_of(name, size);
    out.write(header.data(), block);
    std::ifstream in(path, std::ios::binary);
    std::vector<char> buffer(1 << 16);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
      out.write(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (size % block) out.write(zeros.data(), block - size % block);
  }
  out.write(zeros.data(), block);
  out.write(zeros.data(), block);
  out.end();
}

void read_archive(const std::string& file, const std::string& folder) {
  Decompressor in(file);
  Block header;
  while (in.read(header.data(), block) && header[0] != '\0') {
    if (std::strtoul(std::string(header.data() + 148, 8).c_str(), nullptr, 8) != checksum(header))
      fail(file + " is damaged: a header's sum is wrong");
    extract(in, folder + "/" + validate_name(header), size_in(header));
  }
}

}  // namespace cunkou::app
