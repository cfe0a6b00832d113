#include "server/networks.hpp"
#include "server/streams.hpp"

#include <spotter/server/server.hpp>

#include <openssl/ssl.h>

namespace spotter::server {

Result<std::shared_ptr<TlsContext>> load_tls(const Settings& settings, std::string& why) {
  if (settings.tls_cert_file.empty() && settings.tls_key_file.empty()) {
    return std::shared_ptr<TlsContext>{};
  }
  auto tls = std::make_shared<TlsContext>();
  boost::system::error_code error;
  auto& context = tls->context;
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                      asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1 | asio::ssl::context::single_dh_use);
  // Keeps idle sessions small: OpenSSL gives its record buffers back between records.
  SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  // OpenSSL would ask on the terminal and block there.
  context.set_password_callback([](std::size_t, auto) { return std::string(); }, error);
  context.use_certificate_chain_file(settings.tls_cert_file, error);
  if (error) {
    why = settings.tls_cert_file + ": " + error.message();
    return Error{Errc::invalid_argument, "the certificate cannot be used"};
  }
  context.use_private_key_file(settings.tls_key_file, asio::ssl::context::pem, error);
  if (error) {
    why = settings.tls_key_file + ": " + error.message();
    return Error{Errc::invalid_argument, "the key cannot be used"};
  }
  if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
    why = settings.tls_key_file + ": the key does not belong to the certificate";
    return Error{Errc::invalid_argument, "the key cannot be used"};
  }
  return tls;
}

std::string fault_in(const Settings& settings) {
  try {
    const Networks networks(settings.trusted_proxies);
  } catch (const std::exception& exception) {
    return std::string("server.trusted_proxies (SPOTTER_TRUSTED_PROXIES): ") + exception.what();
  }
  std::string why;
  if (!load_tls(settings, why)) return "server.tls_cert_file, server.tls_key_file: " + why;
  return {};
}

}  // namespace spotter::server
