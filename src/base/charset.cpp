#include "base/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

#include "base/text.hpp"

namespace cunkou {
namespace {

constexpr std::size_t part_bytes = 64 * 1024;

const char* name_of(Charset charset) {
  switch (charset) {
    case Charset::gb18030:
      return "GB18030";
    case Charset::utf16_le:
      return "UTF-16LE";
    case Charset::utf16_be:
      return "UTF-16BE";
    case Charset::utf8:
      break;
  }
  return "UTF-8";
}

Error unknown_charset() {
  return invalid({"文件的文字编码认不出来，请在表格软件里另存为“CSV UTF-8”",
                  "The file's characters cannot be read: save it as \"CSV UTF-8\""});
}

class Decoder {
 public:
  explicit Decoder(Charset charset) : iconv_(iconv_open("UTF-8", name_of(charset))) {}
  ~Decoder() {
    if (open()) iconv_close(iconv_);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // False if a byte is invalid in the charset.
  bool take(std::string_view bytes, std::string& out) {
    if (!open()) return false;
    rest_ += bytes;
    char* from = rest_.data();
    std::size_t left = rest_.size();
    const bool valid = convert(from, left, out);
    rest_.erase(0, rest_.size() - left);
    return valid;
  }
  bool at_boundary() const { return rest_.empty(); }

 private:
  bool open() const { return iconv_ != iconv_t(-1); }

  bool convert(char*& from, std::size_t& left, std::string& out) {
    char buffer[4096];
    while (left > 0) {
      char* to = buffer;
      std::size_t free = sizeof buffer;
      const bool done = iconv(iconv_, &from, &left, &to, &free) != std::size_t(-1);
      const auto why = done ? 0 : errno;
      out.append(buffer, static_cast<std::size_t>(to - buffer));
      if (why == EINVAL) return true;  // the rest of the character arrives with the next part
      if (why != 0 && why != E2BIG) return false;
    }
    return true;
  }

  iconv_t iconv_;
  std::string rest_;
};

// Checks in parts whether a text is valid in a charset.
class CharsetCheck {
 public:
  explicit CharsetCheck(Charset charset) : decoder_(charset) {}
  void take(std::string_view bytes) {
    out_.clear();
    valid_ = valid_ && decoder_.take(bytes, out_) && is_utf8(out_);
  }
  bool passed() const { return valid_ && decoder_.at_boundary(); }

 private:
  Decoder decoder_;
  std::string out_;
  bool valid_ = true;
};

std::optional<Charset> by_byte_order_mark(std::string_view start) {
  if (start.starts_with("\xFF\xFE")) return Charset::utf16_le;
  if (start.starts_with("\xFE\xFF")) return Charset::utf16_be;
  return std::nullopt;
}

std::size_t fill(const ByteSource& source, char* into, std::size_t size) {
  std::size_t filled = 0;
  while (filled < size) {
    const auto count = source(into + filled, size - filled);
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

bool check_rest(const ByteSource& source, CharsetCheck& check, std::string& part, std::size_t count) {
  for (; count > 0; count = fill(source, part.data(), part.size()))
    check.take(std::string_view(part).substr(0, count));
  return check.passed();
}

}  // namespace

Result<Charset> charset_of(const ByteSource& source) {
  std::string part(part_bytes, '\0');
  auto count = fill(source, part.data(), part.size());
  if (const auto mark = by_byte_order_mark(std::string_view(part).substr(0, count))) {
    CharsetCheck check(*mark);
    return check_rest(source, check, part, count) ? Result<Charset>(*mark) : unknown_charset();
  }
  CharsetCheck utf8(Charset::utf8), gb18030(Charset::gb18030);
  for (; count > 0; count = fill(source, part.data(), part.size())) {
    utf8.take(std::string_view(part).substr(0, count));
    gb18030.take(std::string_view(part).substr(0, count));
  }
  if (utf8.passed()) return Charset::utf8;
  return gb18030.passed() ? Result<Charset>(Charset::gb18030) : unknown_charset();
}

ByteSource in_utf8(ByteSource source, Charset charset) {
  if (charset == Charset::utf8) return source;
  struct Reading {
    Reading(ByteSource from, Charset its) : source(std::move(from)), decoder(its) {}
    ByteSource source;
    Decoder decoder;
    std::string part = std::string(part_bytes, '\0');
    std::string out;
    bool ended = false;
  };
  auto reading = std::make_shared<Reading>(std::move(source), charset);
  return [reading](char* into, std::size_t size) {
    auto& r = *reading;
    while (r.out.empty() && !r.ended) {
      const auto count = r.source(r.part.data(), r.part.size());
      r.ended = count == 0 || !r.decoder.take(std::string_view(r.part).substr(0, count), r.out);
    }
    const auto count = r.out.copy(into, size);
    r.out.erase(0, count);
    return count;
  };
}

Result<std::string> in_utf8(std::string whole) {
  const auto source = [&whole] {
    return [rest = std::string_view(whole)](char* into, std::size_t size) mutable {
      const auto count = rest.copy(into, size);
      rest.remove_prefix(count);
      return count;
    };
  };
  CUNKOU_TRY_VALUE(charset, charset_of(source()));
  if (charset == Charset::utf8) return whole;
  std::string out;
  Decoder(charset).take(whole, out);
  return out;
}

}  // namespace cunkou
