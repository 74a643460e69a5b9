#include "platform/outbound/http_client.hpp"

#include <curl/curl.h>
#include <locale.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/outbound/proxy.hpp"

namespace cunkou::outbound {

namespace {

using Steady = std::chrono::steady_clock;
using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

constexpr std::size_t response_bytes_max = 64 * 1024;
constexpr std::size_t reason_bytes_max = 200;

Error unreachable(const Label& why) {
  return {Code::unavailable, {"对方没有收到：" + why.zh, "The other side could not be reached: " + why.en}};
}

// The common causes in Chinese, too; libcurl writes English only.
Label cause(CURLcode result, const std::string& english) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {"查不到这个网址，可能写错了，也可能没有网", english};
    case CURLE_COULDNT_CONNECT:
      return {"连不上，可能没开机，也可能端口不对", english};
    case CURLE_OPERATION_TIMEDOUT:
      return {"等了太久没有回应", english};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {"证书不可信，或不是这个网址的", english};
    case CURLE_SSL_CONNECT_ERROR:
      return {"加密连接没有建成", english};
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return {"连上以后又断了", english};
    default:
      return untranslated(english);
  }
}

Error refused_by(long status) {
  const auto code = std::to_string(status);
  if (status / 100 == 3)
    return {Code::invalid, format_label("网址已搬走（{}），请填写新的网址",
                                        "The address has moved ({}); enter the new one", code)};
  return {Code::unavailable, format_label("对方拒收（{}）", "The other side answered {}", code)};
}

// libcurl's message may hold the proxy's address, with its password.
Error proxy_failed(const std::string& variable, const Label& why) {
  return {Code::unavailable,
          {fmt::format("经过 ${0} 里的代理没有送到（{1}）：请运维员核对这个变量", variable, why.zh),
           fmt::format("The other side could not be reached by the proxy in ${0} ({1}): the operator should "
                       "check this variable",
                       variable, why.en)}};
}

// libcurl interprets host names in the thread's locale; in the C locale it cannot convert 村口.中国 to ASCII.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(utf8())) {}
  ~Utf8Locale() { uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;  // null keeps the thread's locale
  }
  locale_t before_;
};

class Headers {
 public:
  Headers() = default;
  ~Headers() { curl_slist_free_all(list_); }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  void add(const char* line) {
    auto* longer = curl_slist_append(list_, line);
    if (!longer) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// One request. The callbacks run on the calling thread, during perform().
class Transfer {
 public:
  Transfer(const Url& url, const HttpOptions& options)
      : url_(url), options_(options), handle_(curl_easy_init(), curl_easy_cleanup) {
    if (!handle_) throw std::bad_alloc();
    if (options.proxy_from_environment) proxy_ = proxy_from_environment(url);
  }

  Result<std::string> post(std::string_view json) {
    headers_.add("Content-Type: application/json; charset=utf-8");
    headers_.add("Connection: close");
    headers_.add("Accept:");
    headers_.add("Expect:");
    set(CURLOPT_HTTPHEADER, headers_.get());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
    set(CURLOPT_POSTFIELDS, json.data());
    set_address();
    set_limits();
    set_tls();
    set_callbacks();
    return perform();
  }

 private:
  template <class T>
  void set(CURLoption option, T value) {
    const auto result = curl_easy_setopt(handle_.get(), option, value);
    if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
  }

  void set_address() {
    set(CURLOPT_URL, url_.text().c_str());
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_USERAGENT, "cunkou");
    // Sets both, so that libcurl never reads the environment.
    set(CURLOPT_PROXY, proxy_.address.c_str());
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  }

  void set_limits() {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // do not wait for a hanging look-up
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_wait.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.wait.count()));
    set(CURLOPT_FORBID_REUSE, 1L);
  }

  // Without a configured file: the authorities named by OpenSSL's variables, else the system's.
  void set_tls() {
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    const auto* file = std::getenv("SSL_CERT_FILE");
    const auto* folder = std::getenv("SSL_CERT_DIR");
    if (!options_.authorities.empty()) {
      set(CURLOPT_CAINFO, options_.authorities.c_str());
      set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
      return;
    }
    if (file && *file) set(CURLOPT_CAINFO, file);
    if (folder && *folder) set(CURLOPT_CAPATH, folder);
  }

  void set_callbacks() {
    set(CURLOPT_ERRORBUFFER, message_);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_XFERINFOFUNCTION, check_lookup_time);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_WRITEFUNCTION, take_body);
  }

  // Checks the address of the actual connection, not that of an earlier look-up.
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* to) {
    auto& t = *static_cast<Transfer*>(self);
    t.resolved_ = true;
    if (t.proxy_.address.empty() && !t.options_.allow_private && is_private_address(to->addr)) {
      t.saw_private_address_ = true;
      return CURL_SOCKET_BAD;
    }
    t.opened_ = true;
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  }

  static int check_lookup_time(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& t = *static_cast<Transfer*>(self);
    t.lookup_timed_out_ = !t.resolved_ && Steady::now() - t.begun_ >= t.options_.lookup_wait;
    return t.lookup_timed_out_ ? 1 : 0;
  }

  // An empty line ends the header; after an interim response (1xx) another header follows.
  static std::size_t take_header(char* data, std::size_t, std::size_t size, void* self) {
    auto& t = *static_cast<Transfer*>(self);
    if (trimmed({data, size}).empty() && t.status() >= 200) t.header_done_ = true;
    return size;
  }

  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self) {
    auto& body = static_cast<Transfer*>(self)->body_;
    const auto taken = std::min(size, response_bytes_max - body.size());
    body.append(data, taken);
    return taken;  // a smaller number than given ends the transfer
  }

  long status() const {
    long code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
  }

  Result<std::string> perform() {
    const Utf8Locale utf8;
    begun_ = Steady::now();
    const auto result = curl_easy_perform(handle_.get());
    if (header_done_) {  // the status decides, even if the body was truncated
      if (status() / 100 != 2) return refused_by(status());
      return std::move(body_);
    }
    if (saw_private_address_ && !opened_) return inside;
    if (!proxy_.address.empty()) return proxy_failed(proxy_.variable, reason_with_proxy(result));
    const auto lookup_ms = options_.lookup_wait.count();
    if (lookup_timed_out_)
      return unreachable(format_label("{} 毫秒内查不到地址", "no address in {} ms", lookup_ms));
    return unreachable(
        cause(result, excerpt(*message_ ? message_ : curl_easy_strerror(result), reason_bytes_max)));
  }

  Label reason_with_proxy(CURLcode result) const {
    long proxy_status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    const auto lookup_ms = options_.lookup_wait.count();
    if (proxy_status != 0 && proxy_status / 100 != 2)
      return format_label("它回答 {}", "it answered {}", proxy_status);
    if (lookup_timed_out_)
      return format_label("{} 毫秒内查不到它的地址", "it has no address in {} ms", lookup_ms);
    if (result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_URL_MALFORMAT ||
        std::string_view(message_).starts_with("Unsupported proxy"))
      return {"它不像 http://host:3128 这样的地址", "it is no address such as http://host:3128"};
    return cause(result, curl_easy_strerror(result));
  }

  const Url& url_;
  const HttpOptions& options_;
  Headers headers_;
  Handle handle_;
  Proxy proxy_;
  std::string body_;
  char message_[CURL_ERROR_SIZE] = "";
  Steady::time_point begun_;
  bool resolved_ = false, lookup_timed_out_ = false, opened_ = false, saw_private_address_ = false,
       header_done_ = false;
};

}  // namespace

Result<std::string> post_json(const Url& url, std::string_view json, const HttpOptions& options) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!ready) return unreachable(untranslated("libcurl did not start"));
  if (!options.allow_private && is_inside(url)) return inside;
  return Transfer(url, options).post(json);
}

}  // namespace cunkou::outbound
