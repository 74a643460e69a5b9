#pragma once
// zstd around a block: smaller, and the length it unpacks to is known and bounded before anything is
// unpacked.

#include <optional>
#include <string>
#include <string_view>

namespace cunkou::series {

void append_compressed(std::string& out, std::string_view plain);
// Nothing when it is no zstd frame or would unpack to more than `plain_max` bytes.
std::optional<std::string> decompress(std::string_view compressed, std::size_t plain_max);

}  // namespace cunkou::series
