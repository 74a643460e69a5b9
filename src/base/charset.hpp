#pragma once
// Detects the charset of a text file and converts it to UTF-8. Chinese spreadsheet programs save "CSV" as
// GB18030 (which includes GBK and GB 2312) and "Unicode text" as UTF-16. Works in parts, with little memory
// for files of any size.

#include <cstddef>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace cunkou {

// Writes the next bytes and returns their number; 0 at the end.
using ByteSource = std::function<std::size_t(char* into, std::size_t size)>;

enum class Charset { utf8, gb18030, utf16_le, utf16_be };

// Reads the source to its end. UTF-16 requires a byte order mark. Other text is UTF-8 if valid, else GB18030
// if valid to its last byte. Refuses anything else.
Result<Charset> charset_of(const ByteSource&);

// The text of a source in UTF-8; ends at a byte that is invalid in the charset.
ByteSource in_utf8(ByteSource, Charset);

// The same for a whole text; refuses like charset_of.
Result<std::string> in_utf8(std::string whole);

}  // namespace cunkou
