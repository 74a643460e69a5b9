#include "platform/http/protocol_error.hpp"

namespace cunkou::http {

Error protocol_error(int status) {
  switch (status) {
    case 408:
      return {Code::invalid,
              {"请求发送得太慢，请检查网络后重试",
               "The request came too slowly; check the network and try again"}};
    case 413:
      return {Code::too_large,
              {"内容太大，请分几次发送", "The body is larger than is taken here; send it in parts"}};
    case 414:
      return {Code::too_large,
              {"网址太长，请缩短后再试", "The address is too long: shorten it and try again"}};
    case 421:
      return {
          Code::invalid,
          {"这台服务器不用这个网址，请从通知或邀请里的网址打开；若确是它的名字，请运维员写进配置 http.hosts",
           "This server is not known under this host name: use its public address. If it is a name of it, "
           "the operator adds it to http.hosts of the configuration"}};
    case 501:
      return {Code::unsupported,
              {"不支持这种方法或传输编码；分块只能用 chunked",
               "This method or transfer coding is not offered; the only coding is chunked"}};
    case 431:
      return {Code::too_large,
              {"请求头太大，请清除浏览器的 Cookie 后重试",
               "The request's header is too large; clear the browser's cookies and try again"}};
    case 503:
      return {Code::unavailable,
              {"服务器正忙，请过几秒再试", "The server is busy; try again in a few seconds"}};
    default:
      return {Code::invalid, {"请求的格式不对", "The request is not valid HTTP"}};
  }
}

}  // namespace cunkou::http
