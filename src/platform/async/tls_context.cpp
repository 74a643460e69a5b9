#include "platform/async/tls_context.hpp"

#include <openssl/ssl.h>

#include <stdexcept>

namespace cunkou::async {

namespace ssl = boost::asio::ssl;

std::unique_ptr<ssl::context> make_tls_context(const std::string& certificate, const std::string& key) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  boost::system::error_code failed;
  context->use_certificate_chain_file(certificate, failed);
  if (failed)
    throw std::runtime_error("cannot read the certificate " + certificate + ": " + failed.message());
  context->use_private_key_file(key, ssl::context::pem, failed);
  if (failed)
    throw std::runtime_error("cannot use the key " + key + " with the certificate: " + failed.message());
  auto* native = context->native_handle();
  ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  ::SSL_CTX_set_options(native, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION);
  if (::SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)  // of TLS 1.2
    throw std::runtime_error("OpenSSL has no cipher with forward secrecy");
  ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle connection keeps no buffers
  return context;
}

}  // namespace cunkou::async
