#pragma once
// The TLS of the program's servers: 1.2 and later. With 1.2 only key exchange by ephemeral elliptic curves
// and authenticated ciphers (AES-GCM, ChaCha20-Poly1305): none with a static RSA key, which gives no forward
// secrecy, and none in CBC mode (RFC 9325, 4.1 and 4.2). Depends on Asio.

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace cunkou::async {

// PEM files: the complete chain, and its key. Throws std::runtime_error with a readable message if one cannot
// be read, or the key is of another certificate.
std::unique_ptr<boost::asio::ssl::context> make_tls_context(const std::string& certificate,
                                                            const std::string& key);

}  // namespace cunkou::async
