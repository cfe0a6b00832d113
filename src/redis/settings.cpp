#include <spotter/redis/settings.hpp>

#include <charconv>

namespace spotter::redis {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Nothing for a '%' without two hexadecimal digits, and for a NUL.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

bool fail(std::string& why, std::string_view sentence) {
  why = sentence;
  return false;
}

/// Takes `user:password@` off the front.
bool read_user(std::string_view& authority, Settings& settings, std::string& why) {
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos) return true;
  const std::string_view both = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  const auto colon = both.find(':');
  auto user = percent_decoded(both.substr(0, colon));
  auto password = percent_decoded(colon == std::string_view::npos ? std::string_view()
                                                                  : both.substr(colon + 1));
  if (!user || !password) return fail(why, "the user or password is not percent-encoded right");
  settings.user = std::move(*user);
  settings.password = Secret(std::move(*password));
  return true;
}

bool read_db(std::string_view text, Settings& settings, std::string& why) {
  if (read_number(text, settings.db) && settings.db <= 1'000'000) return true;
  return fail(why, "the database is not a number");
}

bool read_host(std::string_view authority, Settings& settings, std::string& why) {
  std::string_view host = authority;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return fail(why, "the IPv6 address has no end");
    host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
    if (host.find(':') == std::string_view::npos) {
      return fail(why, "what stands in brackets is no IPv6 address");
    }
  } else if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon);
    if (port.rfind(':') != 0) return fail(why, "an IPv6 address must stand in brackets");
  }
  if (host.empty()) return fail(why, "the host is missing");
  for (const char c : host) {
    if (c <= ' ' || c >= 0x7f || c == '%') return fail(why, "the host is not usable");
  }
  if (!port.empty() &&
      (!port.starts_with(':') || !read_number(port.substr(1), settings.endpoint.port) ||
       settings.endpoint.port == 0)) {
    return fail(why, "the port is not a number from 1 to 65535");
  }
  settings.endpoint.host = host;
  return true;
}

bool read_tcp(std::string_view rest, Settings& settings, std::string& why) {
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return fail(why, "a redis:// URL has neither a query nor a fragment");
  }
  const auto slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  const std::string_view db =
      slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return read_user(authority, settings, why) && read_host(authority, settings, why) &&
         (db.empty() || read_db(db, settings, why));
}

bool read_unix(std::string_view rest, Settings& settings, std::string& why) {
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return fail(why, "the path of the socket is missing");
  std::string_view authority = rest.substr(0, slash);
  if (!read_user(authority, settings, why)) return false;
  if (!authority.empty()) return fail(why, "the path of the socket must start with a slash");
  std::string_view path = rest.substr(slash);
  if (const auto mark = path.find('?'); mark != std::string_view::npos) {
    const std::string_view query = path.substr(mark + 1);
    path = path.substr(0, mark);
    if (!query.starts_with("db=")) return fail(why, "a unix:// URL takes db=N and no more");
    if (!read_db(query.substr(3), settings, why)) return false;
  }
  auto decoded = percent_decoded(path);
  if (!decoded || decoded->size() < 2) return fail(why, "the path of the socket is not usable");
  constexpr std::size_t kPathMax = 107;  // sun_path, with its NUL
  if (decoded->size() > kPathMax) return fail(why, "the path of the socket is too long");
  settings.endpoint.socket_path = std::move(*decoded);
  return true;
}

}  // namespace

std::optional<Settings> parse_url(std::string_view url, std::string& why) {
  Settings settings;
  bool good = false;
  const auto rest_after = [&](std::string_view scheme) { return url.substr(scheme.size()); };
  if (url.starts_with("redis://")) {
    good = read_tcp(rest_after("redis://"), settings, why);
  } else if (url.starts_with("unix://")) {
    good = read_unix(rest_after("unix://"), settings, why);
  } else if (url.starts_with("rediss://")) {
    why = "rediss:// is not available: the linked hiredis has no TLS; use a tunnel or redis://";
  } else {
    why = "it starts with neither redis:// nor unix://";
  }
  if (!good) return std::nullopt;
  return settings;
}

}  // namespace spotter::redis
