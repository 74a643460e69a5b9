#pragma once
// CRC-32 (ISO-HDLC, as in zlib and PNG): tells a flipped byte in a stored block from a sound one.

#include <cstdint>
#include <string>
#include <string_view>

namespace cunkou::series {

std::uint32_t crc32(std::string_view bytes);

// The four bytes of the sum, little endian, at the end of a block.
void seal_with_crc32(std::string& block);
// The block without its sum; nothing when the sum is wrong or missing.
bool open_crc32(std::string_view& block);

}  // namespace cunkou::series
