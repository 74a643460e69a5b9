#pragma once
// The web app's files, read into memory once, with a gzip variant where that is shorter (the one beside the
// file, "app.js.gz", or made here).

#include <map>
#include <string>
#include <string_view>

namespace cunkou::http {

struct File {
  std::string type;            // "text/javascript; charset=utf-8"
  std::string plain, gzipped;  // gzipped may be empty
  std::string etag;
  std::string cache_control;
};

class Files {
 public:
  // An empty folder name or one that is not there: no files. A file that cannot be read throws
  // std::runtime_error.
  explicit Files(const std::string& folder);

  const File* find(std::string_view path) const;  // "/assets/app-1a2b.js", decoded; "/" is index.html
  const File* index() const { return find("/"); }
  std::size_t size() const { return files_.size(); }

 private:
  std::map<std::string, File, std::less<>> files_;
};

// Where the built web app lies beside the program: installed (../share/cunkou/web) or in its source tree
// (web/dist); empty if nowhere.
std::string find_web_root();

}  // namespace cunkou::http
