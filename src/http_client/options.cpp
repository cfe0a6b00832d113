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

bool has_header(const Request& request, const char* name) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
    return curl_strequal(header.first.c_str(), name) != 0;
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

constexpr long kAloneBufferBytes = 16 * 1024;  // libcurl's own number

void apply_version(CURL* easy, const Settings& settings, const Connecting& how) {
  // On clear text curl speaks 1.1 with this, unless it finds an HTTP/2 connection.
  constexpr long kAskByAlpn = CURL_HTTP_VERSION_2TLS;
  const bool roles = needs_roles(settings, how.target, how.proxy);
  const bool leads = roles && how.role == ClearHttp2::Entrant::Role::lead;
  long version = kAskByAlpn;
  if (leads) version = CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  if (settings.version == Version::http_1_1) version = CURL_HTTP_VERSION_1_1;
  set_option(easy, CURLOPT_HTTP_VERSION, version);
  // What comes for this call alone waits in the socket: it needs no room for a burst.
  const bool alone = version == CURL_HTTP_VERSION_1_1 || (!how.target.tls && !roles);
  if (alone) set_option(easy, CURLOPT_BUFFERSIZE, kAloneBufferBytes);
  set_option(easy, CURLOPT_FRESH_CONNECT, leads ? 1L : 0L);
  // Worth it only where one connection will carry many calls.
  const bool waits = settings.version == Version::http_2 && how.target.tls;
  set_option(easy, CURLOPT_PIPEWAIT, waits ? 1L : 0L);
}

void apply_proxy(CURL* easy, const std::string& ca_file, const Proxy& proxy) {
  set_option(easy, CURLOPT_PROXY, proxy.url.c_str());
  set_option(easy, CURLOPT_NOPROXY, "");  // that was decided already
  if (!proxy.user.empty()) {
    set_option(easy, CURLOPT_PROXYUSERNAME, proxy.user.reveal().c_str());
    set_option(easy, CURLOPT_PROXYPASSWORD, proxy.password.reveal().c_str());
  }
  // The proxy's answer to CONNECT is not the upstream's, and our headers are not for the proxy.
  set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set_option(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
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

bool is_local(const Connecting& how) {
  if (how.proxy != nullptr) return false;
  if (how.target.address) return is_loopback(how.target.host);
  return std::all_of(how.addresses.begin(), how.addresses.end(), is_loopback);
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

bool needs_roles(const Settings& settings, const Target& target, const Proxy* proxy) noexcept {
  return settings.version == Version::h2c && !target.tls && proxy == nullptr;
}

void apply_connection(CURL* easy, const Settings& settings, const Connecting& how,
                      OptionLists& lists) {
  apply_version(easy, settings, how);
  set_option(easy, CURLOPT_TCP_NODELAY, 1L);
  set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(easy, CURLOPT_TCP_KEEPIDLE, kKeepAliveIdleSeconds);
  set_option(easy, CURLOPT_TCP_KEEPINTVL, kKeepAliveIntervalSeconds);
  // 0 would mean curl's own default.
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS,
             static_cast<long>(std::max(how.time_left, std::chrono::milliseconds(1)).count()));

  const auto idle =
      is_local(how) ? settings.idle_loopback_connection_max : settings.idle_connection_max;
  set_option(easy, CURLOPT_MAXAGE_CONN, static_cast<long>(idle.count()));
  if (how.proxy != nullptr) apply_proxy(easy, settings.ca_file, *how.proxy);
  apply_addresses(easy, how, lists);
}

void apply_request(CURL* easy, const Request& request, OptionLists& lists) {
  lists.headers.reset();
  set_option(easy, CURLOPT_URL, request.url.c_str());
  if (request.method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || request.method == "POST") {
    set_option(easy, CURLOPT_POST, 1L);
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set_option(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  if (request.method != "HEAD" && request.method != "POST" && request.method != "GET") {
    set_option(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  } else if (request.method == "GET" && !request.body.empty()) {
    set_option(easy, CURLOPT_CUSTOMREQUEST, "GET");
  }
  for (const auto& [name, value] : request.headers) {
    // curl's spelling of a header without a value is a semicolon.
    append(lists.headers, value.empty() ? name + ";" : name + ": " + value);
  }
  // No round trip before large bodies, and no type that nobody asked for.
  if (!has_header(request, "Expect")) append(lists.headers, "Expect:");
  if (!has_header(request, "Content-Type")) append(lists.headers, "Content-Type:");
  set_option(easy, CURLOPT_HTTPHEADER, lists.headers.get());
}

}  // namespace spotter::http_client
