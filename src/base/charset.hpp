#pragma once
// How the text of a file is coded, and the same text in UTF-8. Spreadsheets here save "CSV" as GB18030 (that
// is GBK and GB 2312, too) and "Unicode text" as UTF-16. In parts, so that a file of any size needs little
// memory.

#include <cstddef>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace cunkou {

// Writes the next bytes and returns how many; 0: the end.
using ByteSource = std::function<std::size_t(char* into, std::size_t size)>;

enum class Charset { utf8, gb18030, utf16_le, utf16_be };

// Reads the source to its end. UTF-16 needs a byte order mark; what is not UTF-8 is GB18030 if it is so to
// its last byte. Refuses anything else.
Result<Charset> charset_of(const ByteSource&);

// UTF-8 of what charset_of has named; it ends where a byte is not of the charset.
ByteSource in_utf8(ByteSource, Charset);

// A whole text; refuses as charset_of does.
Result<std::string> in_utf8(std::string whole);

}  // namespace cunkou
