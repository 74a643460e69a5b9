#include "base/percent.hpp"

namespace cunkou {

namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte of the escape at the start of `text`; -1 if there is none.
int escaped(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = hex(text[1]), low = hex(text[2]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

// Calls `odd` for a '%' without two hex digits and for a NUL; stops if it returns false.
template <class OnInvalid>
bool decode(std::string_view text, Plus plus, std::string& out, OnInvalid on_invalid) {
  out.reserve(text.size());
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] != '%') {
      out += text[n] == '+' && plus == Plus::is_space ? ' ' : text[n];
      continue;
    }
    const int byte = escaped(text.substr(n));
    if (byte <= 0 && !on_invalid()) return false;
    out += byte < 0 ? '%' : static_cast<char>(byte);
    if (byte >= 0) n += 2;
  }
  return true;
}

bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  if (!decode(text, plus, out, [] { return false; })) return std::nullopt;
  return out;
}

std::string percent_decode_leniently(std::string_view text, Plus plus) {
  std::string out;
  decode(text, plus, out, [] { return true; });
  return out;
}

std::string percent_encode(std::string_view text, std::string_view kept) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const unsigned char c : text) {
    if (is_unreserved(c) || kept.find(static_cast<char>(c)) != kept.npos)
      out += static_cast<char>(c);
    else
      out += {'%', digits[c >> 4], digits[c & 15]};
  }
  return out;
}

}  // namespace cunkou
