#include "platform/http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace cunkou::http {

namespace {

constexpr int gzip_window = 15 + 16;
const Error broken{Code::invalid,
                   {"压缩的内容已损坏，请重新发送", "The compressed body is damaged; send it again"}};
const Error over{
    Code::too_large,
    {"解压后的内容太大，请分几次发送", "The body inflates to more than is taken; send it in parts"}};

Bytef* bytes(const char* p) { return reinterpret_cast<Bytef*>(const_cast<char*>(p)); }

struct Inflater {
  z_stream stream{};
  Inflater() {
    if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }

  // Inflates into the rest of `out`; true at the end of a member.
  Result<bool> step(std::string& out, std::size_t& filled) {
    stream.next_out = bytes(out.data() + filled);
    stream.avail_out = static_cast<uInt>(out.size() - filled);
    const int result = inflate(&stream, Z_NO_FLUSH);
    filled = out.size() - stream.avail_out;
    if (result == Z_STREAM_END) return true;
    if (result == Z_OK && (stream.avail_in || !stream.avail_out)) return false;
    return broken;
  }
};

}  // namespace

std::string gzip(std::string_view text, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = bytes(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = bytes(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max) {
  Inflater inflater;
  inflater.stream.next_in = bytes(packed.data());
  inflater.stream.avail_in = static_cast<uInt>(packed.size());
  std::string out(std::min(bytes_max + 1, std::max<std::size_t>(packed.size() * 4, 4096)), '\0');
  std::size_t filled = 0;
  for (;;) {
    CUNKOU_TRY_VALUE(ended, inflater.step(out, filled));
    if (filled > bytes_max) return over;
    if (ended && inflater.stream.avail_in == 0) break;
    if (ended && inflateReset(&inflater.stream) != Z_OK) return broken;
    if (filled == out.size()) out.resize(std::min(bytes_max + 1, out.size() * 2));
  }
  out.resize(filled);
  return out;
}

}  // namespace cunkou::http
