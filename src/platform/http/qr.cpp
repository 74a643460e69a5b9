#include "platform/http/qr.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <iterator>
#include <memory>
#include <new>

#include "platform/http/limits.hpp"

namespace cunkou::http {
namespace {

constexpr int margin = 4;  // ISO/IEC 18004: the quiet zone

using Code = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

Result<Code> encoded(std::string_view text) {
  if (text.empty() || text.size() > limits::qr_bytes)
    return invalid({"二维码的内容应有1到1000字节", "A QR code takes 1 to 1000 bytes"});
  Code code(QRcode_encodeData(static_cast<int>(text.size()),
                              reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
            QRcode_free);
  if (!code) throw std::bad_alloc();
  return code;
}

// Also of the quiet zone around.
bool is_dark(const QRcode& code, int x, int y) {
  const bool inside = x >= 0 && y >= 0 && x < code.width && y < code.width;
  return inside && (code.data[y * code.width + x] & 1);
}

}  // namespace

Result<std::string> qr_svg(std::string_view text) {
  CUNKOU_TRY_VALUE(code, encoded(text));
  const int size = code->width + 2 * margin;
  auto svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">)"
      R"(<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d=")",
      size);
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      if (is_dark(*code, x, y))
        fmt::format_to(std::back_inserter(svg), "M{} {}h1v1h-1z", x + margin, y + margin);
  return svg + R"("/></svg>)";
}

Result<std::string> qr_terminal(std::string_view text) {
  constexpr std::string_view halves[] = {" ", "▀", "▄", "█"};
  CUNKOU_TRY_VALUE(made, encoded(text));
  const auto& code = *made;
  std::string out;
  for (int y = -margin; y < code.width + margin; y += 2) {
    out += "\x1b[30;107m";
    for (int x = -margin; x < code.width + margin; ++x)
      out += halves[is_dark(code, x, y) + 2 * is_dark(code, x, y + 1)];
    out += "\x1b[0m\n";
  }
  return out;
}

}  // namespace cunkou::http
