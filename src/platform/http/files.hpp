#pragma once
// The web app's files, read into memory once. Each has a gzip variant if that is shorter: the file beside it
// ("app.js.gz"), or compressed here. Immutable after construction: any thread reads.

#include <map>
#include <string>
#include <string_view>

namespace cunkou::http {

// Vite writes files with hashed names into assets/; these never change.
bool is_asset(std::string_view path);  // decoded

struct File {
  std::string type;            // "text/javascript; charset=utf-8"
  std::string plain, gzipped;  // gzipped may be empty
  std::string etag;
  std::string cache_control;
};

class Files {
 public:
  // An empty or missing folder gives no files. Throws std::runtime_error for an unreadable file.
  explicit Files(const std::string& folder);

  const File* find(std::string_view path) const;  // "/assets/app-1a2b.js", decoded; "/" is index.html
  const File* index() const { return find("/"); }
  std::size_t size() const { return files_.size(); }

 private:
  std::map<std::string, File, std::less<>> files_;
};

// The folder of the built web app: installed (../share/cunkou/web) or in the source tree (web/dist); empty if
// there is none.
std::string find_web_root();

}  // namespace cunkou::http
