#include "http_client/http1_message.hpp"

#include <spotter/base/text.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <limits>
#include <span>

namespace spotter::http_client {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using View = boost::beast::string_view;

/// RFC 7617.
std::string basic_credentials(const Proxy& proxy) {
  const std::string pair = proxy.user.reveal() + ":" + proxy.password.reveal();
  return "Basic " + to_base64(std::as_bytes(std::span(pair)));
}

}  // namespace

bool has_header(const Request& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return boost::beast::iequals(header.first, name); });
}

bool states_length(const Request& request) {
  const std::string& method = request.method;
  return !request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
}

std::string http1_request(const Request& request, const Connecting& how) {
  constexpr std::size_t kForHead = 1024;
  std::string out;
  out.reserve(kForHead + request.body.size());
  out.append(request.method).append(" ");
  if (how.is_passed_on()) out.append("http://").append(how.target.authority);
  out.append(how.target.path).append(" HTTP/1.1\r\n");
  const auto add = [&](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  if (!has_header(request, "Host")) add("Host", how.target.authority);
  if (!has_header(request, "Accept")) add("Accept", "*/*");
  if (how.is_passed_on() && !how.proxy->user.empty()) {
    add("Proxy-Authorization", basic_credentials(*how.proxy));
  }
  for (const auto& [name, value] : request.headers)
    add(name, value);
  if (states_length(request)) add("Content-Length", std::to_string(request.body.size()));
  return out.append("\r\n").append(request.body);
}

/// Beast's parser, which hands on what it reads.
struct Http1Reader::Parser final : http::basic_parser<false> {
  explicit Parser(Requester& r) : requester(r) {}

  using http::basic_parser<false>::is_done;

  void line(std::initializer_list<std::string_view> parts, ErrorCode& error) {
    text.clear();
    for (const std::string_view part : parts)
      text.append(part);
    text.append("\r\n");
    if (!requester.on_head_line(text)) error = boost::asio::error::operation_aborted;
  }
  void body(View bytes, ErrorCode& error) {
    const std::string_view view(bytes.data(), bytes.size());
    if (!view.empty() && !requester.on_body(view)) error = boost::asio::error::operation_aborted;
  }

  void on_request_impl(http::verb, View, View, int, ErrorCode&) override {}
  void on_response_impl(int status, View reason, int version, ErrorCode& error) override {
    code = status;
    const std::string_view why(reason.data(), reason.size());
    line({version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ", std::to_string(status), " ", why}, error);
  }
  void on_field_impl(http::field, View name, View value, ErrorCode& error) override {
    line({{name.data(), name.size()}, ": ", {value.data(), value.size()}}, error);
  }
  void on_header_impl(ErrorCode& error) override { line({}, error); }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) override {}
  std::size_t on_body_impl(View bytes, ErrorCode& error) override {
    body(bytes, error);
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode& error) override {
    body(bytes, error);
    return bytes.size();
  }
  void on_finish_impl(ErrorCode&) override {}

  /// RFC 9110, 15.2: the response is still to come.
  [[nodiscard]] bool is_interim() const noexcept { return code >= 100 && code < 200; }

  Requester& requester;
  std::string text;
  int code = 0;
};

Http1Reader::Http1Reader(std::size_t head_bytes_max) : head_bytes_max_(head_bytes_max) {}

Http1Reader::~Http1Reader() = default;

void Http1Reader::expect(Requester& requester, bool head_only) {
  requester_ = &requester;
  head_only_ = head_only;
  begun_ = false;
  begin();
}

void Http1Reader::begin() {
  parser_ = std::make_unique<Parser>(*requester_);
  parser_->eager(true);
  parser_->skip(head_only_);
  parser_->body_limit(boost::none);
  // What is too long for ResponseHead is found there, line by line.
  parser_->header_limit(static_cast<std::uint32_t>(
      std::min<std::size_t>(2 * head_bytes_max_, std::numeric_limits<std::uint32_t>::max())));
}

bool Http1Reader::has_begun() const noexcept {
  return begun_;
}

bool Http1Reader::is_kept() const noexcept {
  return parser_ != nullptr && parser_->is_done() && parser_->keep_alive();
}

Http1Reader::Fed Http1Reader::feed(std::string_view bytes) {
  begun_ = begun_ || !bytes.empty();
  if (left_.empty()) {
    const Fed fed = parse(bytes);
    left_.assign(bytes);
    return fed;
  }
  left_.append(bytes);
  std::string_view rest = left_;
  const Fed fed = parse(rest);
  left_.erase(0, left_.size() - rest.size());
  return fed;
}

/// Takes from `bytes` what it has understood.
Http1Reader::Fed Http1Reader::parse(std::string_view& bytes) {
  for (;;) {
    ErrorCode error;
    const std::size_t taken =
        parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    bytes.remove_prefix(taken);
    if (error == http::error::need_more) {
      return bytes.size() > 2 * head_bytes_max_ ? Fed::malformed : Fed::more;
    }
    if (error == boost::asio::error::operation_aborted) return Fed::stopped;
    if (error) return Fed::malformed;
    if (parser_->is_done()) {
      if (!parser_->is_interim()) return bytes.empty() ? Fed::complete : Fed::overrun;
      begin();
    }
    if (bytes.empty()) return Fed::more;
  }
}

Http1Reader::Fed Http1Reader::end() {
  if (!parser_->is_header_done() || !left_.empty()) return Fed::cut;
  ErrorCode error;
  parser_->put_eof(error);
  return error ? Fed::cut : Fed::complete;
}

}  // namespace spotter::http_client
