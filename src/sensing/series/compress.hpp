#pragma once
// Compresses a block with zstd. The decompressed length is known and bounded before decompression.

#include <optional>
#include <string>
#include <string_view>

namespace cunkou::series {

void append_compressed(std::string& out, std::string_view plain);
// nullopt if the bytes are not a zstd frame or would decompress to more than `plain_max` bytes.
std::optional<std::string> decompress(std::string_view compressed, std::size_t plain_max);

}  // namespace cunkou::series
