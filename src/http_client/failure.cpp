#include "http_client/failure.hpp"

namespace spotter::http_client {
namespace {

Errc errc_of(CURLcode code) noexcept {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
      return Errc::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return Errc::timed_out;
    case CURLE_PROXY:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return Errc::refused;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_SEND_FAIL_REWIND:
      return Errc::reset;
    case CURLE_UNSUPPORTED_PROTOCOL:  // the URL's scheme was checked, so this is an answer in
                                      // HTTP/0.9
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return Errc::malformed;
    case CURLE_URL_MALFORMAT:
      return Errc::invalid_argument;
    case CURLE_SSL_CACERT_BADFILE:
      return Errc::unavailable;
    default:
      return Errc::internal;
  }
}

}  // namespace

Error failure_of(CURLcode code) noexcept {
  return {errc_of(code), curl_easy_strerror(code)};
}

}  // namespace spotter::http_client
