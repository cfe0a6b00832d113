#include "http_client/failure.hpp"
#include "http_client/options.hpp"
#include "http_client/target.hpp"

#include <spotter/http_client/http_client.hpp>

namespace spotter::http_client {
namespace {

std::size_t drop(char*, std::size_t one, std::size_t size, void*) {
  return one * size;
}

}  // namespace

Result<int> get_status(const std::string& url, std::chrono::milliseconds timeout, bool verify_tls) {
  const auto target = parse_target(url);
  if (!target) return target.error();
  const CurlLibrary library;
  const Easy easy = make_easy();
  apply_house_rules(easy.get(), {});
  if (!verify_tls) {
    set_option(easy.get(), CURLOPT_SSL_VERIFYPEER, 0L);
    set_option(easy.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  }
  set_option(easy.get(), CURLOPT_URL, url.c_str());
  set_option(easy.get(), CURLOPT_WRITEFUNCTION, &drop);
  set_option(easy.get(), CURLOPT_TIMEOUT_MS,
             static_cast<long>(std::max(timeout, std::chrono::milliseconds(1)).count()));
  const CURLcode code = curl_easy_perform(easy.get());
  if (code != CURLE_OK) return failure_of(code);
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

}  // namespace spotter::http_client
