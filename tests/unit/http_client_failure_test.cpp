#include "http_client/failure.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using http_client::failure_of;

TEST_CASE("each way in which libcurl fails is one of the errors that an exchange promises",
          "[http_client]") {
  const std::pair<CURLcode, Errc> rows[] = {{CURLE_COULDNT_RESOLVE_HOST, Errc::unreachable},
                                            {CURLE_COULDNT_CONNECT, Errc::unreachable},
                                            {CURLE_OPERATION_TIMEDOUT, Errc::timed_out},
                                            {CURLE_PEER_FAILED_VERIFICATION, Errc::refused},
                                            {CURLE_SSL_CONNECT_ERROR, Errc::refused},
                                            {CURLE_GOT_NOTHING, Errc::reset},
                                            {CURLE_RECV_ERROR, Errc::reset},
                                            {CURLE_SEND_ERROR, Errc::reset},
                                            {CURLE_PARTIAL_FILE, Errc::reset},
                                            {CURLE_HTTP2, Errc::reset},
                                            {CURLE_HTTP2_STREAM, Errc::reset},
                                            {CURLE_WEIRD_SERVER_REPLY, Errc::malformed},
                                            {CURLE_UNSUPPORTED_PROTOCOL, Errc::malformed},
                                            {CURLE_URL_MALFORMAT, Errc::invalid_argument},
                                            {CURLE_SSL_CACERT_BADFILE, Errc::unavailable},
                                            {CURLE_BAD_FUNCTION_ARGUMENT, Errc::internal}};
  for (const auto& [code, errc] : rows) {
    INFO(curl_easy_strerror(code));
    CHECK(failure_of(code).code == errc);
    CHECK_FALSE(failure_of(code).note.empty());
  }
}
