#pragma once
// CRC-32 (ISO-HDLC, as in zlib and PNG), which detects damage in a stored block.

#include <cstdint>
#include <string>
#include <string_view>

namespace cunkou::series {

std::uint32_t crc32(std::string_view bytes);

// Appends the four bytes of the checksum, little endian.
void seal_with_crc32(std::string& block);
// Removes the checksum from the view; false if it is wrong or missing.
bool open_crc32(std::string_view& block);

}  // namespace cunkou::series
