#include "http_client/options.hpp"

#include <algorithm>

namespace spotter::http_client {
namespace {

constexpr long kKeepAliveIdleSeconds = 30;
constexpr long kKeepAliveIntervalSeconds = 10;
// An address handed over stays in curl's cache this long. Each call hands its own over again; it
// only must not vanish between that and the connecting, because curl's own resolver would block the
// loop.
constexpr long kHandedAddressSeconds = 3600;

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

std::string join(const Addresses& addresses) {
  std::string out;
  for (const std::string& address : addresses) {
    const bool six = address.find(':') != std::string::npos;
    out += (out.empty() ? "" : ",") + (six ? "[" + address + "]" : address);
  }
  return out;
}

void apply_proxy(CURL* easy, const std::string& ca_file, const Proxy& proxy) {
  set_option(easy, CURLOPT_PROXY, proxy.url.c_str());
  set_option(easy, CURLOPT_NOPROXY, "");  // that was decided already
  if (!proxy.user.empty()) {
    set_option(easy, CURLOPT_PROXYUSERNAME, proxy.user.reveal().c_str());
    set_option(easy, CURLOPT_PROXYPASSWORD, proxy.password.reveal().c_str());
  }
  set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!proxy.tls) return;
  set_option(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_option(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
  set_option(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) set_option(easy, CURLOPT_PROXY_CAINFO, ca_file.c_str());
}

/// Hands over the addresses of the name that curl is to connect to, if it is one.
void apply_addresses(CURL* easy, const Connecting& how, OptionLists& lists) {
  const bool is_name = how.proxy != nullptr ? !how.proxy->address : !how.target.address;
  if (!is_name) return;
  const std::string& host = how.proxy != nullptr ? how.proxy->host : how.target.host;
  const std::uint16_t port = how.proxy != nullptr ? how.proxy->port : how.target.port;
  // "+": may grow old, so that curl's cache does not keep every name for ever.
  lists.addresses.reset();
  append(lists.addresses, "+" + host + ":" + std::to_string(port) + ":" + join(how.addresses));
  set_option(easy, CURLOPT_RESOLVE, lists.addresses.get());
  set_option(easy, CURLOPT_DNS_CACHE_TIMEOUT, kHandedAddressSeconds);
}

}  // namespace

bool is_sendable(const Request& request) {
  return is_token(request.method) &&
         std::all_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
           return is_token(header.first) && is_field_value(header.second);
         });
}

void apply_house_rules(CURL* easy, const std::string& ca_file) {
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);  // a key must not go to another host
  set_option(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set_option(easy, CURLOPT_PROXY, "");  // none, whatever the environment says
  set_option(easy, CURLOPT_NOPROXY, "*");
  set_option(easy, CURLOPT_PATH_AS_IS, 1L);
  set_option(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_option(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set_option(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) {
    set_option(easy, CURLOPT_CAINFO, ca_file.c_str());
    set_option(easy, CURLOPT_CAPATH,
               static_cast<const char*>(nullptr));  // that file and nothing else
  }
}

bool is_local(const Connecting& how) {
  if (how.proxy != nullptr) return false;
  if (how.target.address) return is_loopback(how.target.host);
  return std::all_of(how.addresses.begin(), how.addresses.end(), is_loopback);
}

void apply_connection(CURL* easy, const Connecting& how, const std::string& ca_file,
                      OptionLists& lists) {
  constexpr long kLeastBufferBytes = 1024;  // nothing is read into it
  set_option(easy, CURLOPT_BUFFERSIZE, kLeastBufferBytes);
  set_option(easy, CURLOPT_CONNECT_ONLY, 1L);
  set_option(easy, CURLOPT_FRESH_CONNECT, 1L);
  // ALPN is Wire's. With what it chose libcurl would begin HTTP/2 by itself.
  set_option(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set_option(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
  set_option(easy, CURLOPT_TCP_NODELAY, 1L);
  set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(easy, CURLOPT_TCP_KEEPIDLE, kKeepAliveIdleSeconds);
  set_option(easy, CURLOPT_TCP_KEEPINTVL, kKeepAliveIntervalSeconds);
  // 0 would mean curl's own default.
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS,
             static_cast<long>(std::max(how.time_left, std::chrono::milliseconds(1)).count()));
  const std::string scheme = how.target.tls ? "https://" : "http://";
  if (how.is_passed_on()) {
    set_option(easy, CURLOPT_URL, how.proxy->url.c_str());
  } else {
    set_option(easy, CURLOPT_URL, (scheme + how.target.authority + "/").c_str());
    if (how.proxy != nullptr) apply_proxy(easy, ca_file, *how.proxy);
  }
  apply_addresses(easy, how, lists);
}

}  // namespace spotter::http_client
