#include "platform/http/files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "platform/http/gzip.hpp"

namespace cunkou::http {

namespace fs = std::filesystem;

bool is_asset(std::string_view path) { return path.starts_with("/assets/"); }

namespace {

struct Type {
  std::string_view extension, type;
  bool compresses;
};
constexpr std::array types{
    Type{".html", "text/html; charset=utf-8", true},
    Type{".js", "text/javascript; charset=utf-8", true},
    Type{".mjs", "text/javascript; charset=utf-8", true},
    Type{".css", "text/css; charset=utf-8", true},
    Type{".json", "application/json; charset=utf-8", true},
    Type{".map", "application/json; charset=utf-8", true},
    Type{".webmanifest", "application/manifest+json; charset=utf-8", true},
    Type{".svg", "image/svg+xml", true},
    Type{".txt", "text/plain; charset=utf-8", true},
    Type{".ico", "image/x-icon", true},
    Type{".png", "image/png", false},
    Type{".jpg", "image/jpeg", false},
    Type{".jpeg", "image/jpeg", false},
    Type{".webp", "image/webp", false},
    Type{".woff2", "font/woff2", false},
    Type{".mp3", "audio/mpeg", false},
};
constexpr Type unknown{"", "application/octet-stream", false};

const Type& type_of(const fs::path& path) {
  const auto found = std::ranges::find(types, path.extension().string(), &Type::extension);
  return found == types.end() ? unknown : *found;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf() || in.peek() == std::ifstream::traits_type::eof()))
    throw std::runtime_error("cannot read " + path.string());
  return std::move(text).str();
}

// FNV-1a: distinguishes builds; not for security.
std::string etag_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const unsigned char c : text) hash = (hash ^ c) * 1099511628211u;
  std::ostringstream etag;
  etag << "W/\"" << std::hex << hash << '"';
  return etag.str();
}

std::string cache_control_of(std::string_view path) {
  return is_asset(path) ? "public, max-age=31536000, immutable" : "no-cache";
}

std::string gzipped(const fs::path& path, const Type& type, std::string_view plain) {
  const fs::path candidate = path.string() + ".gz";
  if (fs::exists(candidate)) return read(candidate);
  if (!type.compresses || plain.size() < 512) return {};
  return gzip(plain, 6);
}

File load(const fs::path& path, std::string_view name) {
  const auto& type = type_of(path);
  File file;
  file.type = type.type;
  file.plain = read(path);
  file.gzipped = gzipped(path, type, file.plain);
  if (file.gzipped.size() >= file.plain.size()) file.gzipped.clear();
  file.etag = etag_of(file.plain);
  file.cache_control = cache_control_of(name);
  return file;
}

}  // namespace

Files::Files(const std::string& folder) {
  if (folder.empty() || !fs::is_directory(folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".gz") continue;
    const auto name = "/" + entry.path().lexically_relative(folder).generic_string();
    files_[name] = load(entry.path(), name);
  }
}

const File* Files::find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? std::string_view("/index.html") : path);
  return found == files_.end() ? nullptr : &found->second;
}

std::string find_web_root() {
  std::error_code none;
  const auto here = fs::read_symlink("/proc/self/exe", none).parent_path();
  for (const auto* candidate : {"web", "../share/cunkou/web", "../web/dist", "../../web/dist"})
    if (fs::exists(here / candidate / "index.html")) return (here / candidate).lexically_normal().string();
  return {};
}

}  // namespace cunkou::http
