#include "sensing/series/compress.hpp"

#include <zstd.h>

#include <memory>
#include <new>

namespace cunkou::series {
namespace {

// On difference columns level 3 gains nothing over 1; level 9 gains 3 % for ten times the CPU time.
constexpr int level = 1;

struct Free {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_DCtx* d) const { ZSTD_freeDCtx(d); }
};

ZSTD_CCtx* compressor() {
  thread_local std::unique_ptr<ZSTD_CCtx, Free> context{ZSTD_createCCtx()};
  return context.get();
}

ZSTD_DCtx* decompressor() {
  thread_local std::unique_ptr<ZSTD_DCtx, Free> context{ZSTD_createDCtx()};
  return context.get();
}

}  // namespace

void append_compressed(std::string& out, std::string_view plain) {
  const std::size_t start = out.size();
  out.resize(start + ZSTD_compressBound(plain.size()));
  const std::size_t n = ZSTD_compressCCtx(compressor(), out.data() + start, out.size() - start, plain.data(),
                                          plain.size(), level);
  if (ZSTD_isError(n)) throw std::bad_alloc();  // the output buffer suffices, so only memory can be short
  out.resize(start + n);
}

std::optional<std::string> decompress(std::string_view compressed, std::size_t plain_max) {
  const unsigned long long size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > plain_max) return {};
  std::string plain(static_cast<std::size_t>(size), '\0');
  const std::size_t n =
      ZSTD_decompressDCtx(decompressor(), plain.data(), plain.size(), compressed.data(), compressed.size());
  if (ZSTD_isError(n) || n != plain.size()) return {};
  return plain;
}

}  // namespace cunkou::series
