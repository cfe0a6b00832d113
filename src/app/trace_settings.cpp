#include "app/trace_settings.hpp"

#include "app/setters.hpp"
#include "app/values.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/utf8.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::app {
namespace {

using Secrecy = Row::Secrecy;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kPairsMax = 64;

/// `%XX` as the byte that it stands for; nothing for a '%' without digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    const auto byte = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return std::nullopt;
    decoded.append(*byte);
    i += 2;
  }
  return decoded;
}

/// "key=value,key=value" with percent-encoded values, as OpenTelemetry has lists.
std::optional<Pairs> read_pairs(std::string_view text) {
  Pairs pairs;
  for (const std::string& piece : read_list(text)) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string::npos || equals == 0 || pairs.size() == kPairsMax)
      return std::nullopt;
    const std::string_view all = piece;
    auto value = percent_decoded(trimmed(all.substr(equals + 1)));
    if (!value) return std::nullopt;
    pairs.emplace_back(trimmed(all.substr(0, equals)), *std::move(value));
  }
  return pairs;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// For what goes into JSON: UTF-8 without controls.
bool is_text(std::string_view text) {
  return codec::valid_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte >= ' ' && byte != 0x7F;
         });
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool set_headers(Settings& settings, std::string_view text) {
  auto pairs = read_pairs(text);
  if (!pairs) return false;
  settings.traces.headers.clear();
  for (auto& [name, value] : *pairs) {
    if (!is_header_name(name) || !is_printable(value)) return false;
    settings.traces.headers.emplace_back(name, Secret(std::move(value)));
  }
  return true;
}

bool set_resource(Settings& settings, std::string_view text) {
  auto pairs = read_pairs(text);
  if (!pairs) return false;
  const bool fine = std::all_of(pairs->begin(), pairs->end(), [](const auto& pair) {
    return is_printable(pair.first) && is_text(pair.second);
  });
  if (fine) settings.traces.resource = *std::move(pairs);
  return fine;
}

bool set_sampler(Settings& settings, std::string_view text) {
  using Root = TraceSampling::Root;
  constexpr std::string_view kParentBased = "parentbased_";
  TraceSampling sampling = settings.trace_sampling;
  sampling.parent_based = text.starts_with(kParentBased);
  if (sampling.parent_based) text.remove_prefix(kParentBased.size());
  constexpr std::array<std::pair<std::string_view, Root>, 3> kRoots = {
      {{"always_on", Root::all}, {"always_off", Root::none}, {"traceidratio", Root::ratio}}};
  for (const auto& [name, root] : kRoots) {
    if (name != text) continue;
    sampling.root = root;
    settings.trace_sampling = sampling;
    return true;
  }
  return false;
}

bool set_ratio(Settings& settings, std::string_view text) {
  const auto ratio = read_decimal(text);
  if (!ratio || *ratio > 1) return false;
  settings.trace_sampling.ratio = *ratio;
  return true;
}

bool set_url(std::string& target, std::string_view text) {
  target = text;
  return is_url(text);
}

const std::array kTable = {
    Row{"traces.endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", "",
        "the URL of a collector's OTLP/HTTP port, such as http://localhost:4318",
        "Where spans are sent: /v1/traces is appended. Without this and traces.url nothing is "
        "traced.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_url(s.traces_endpoint, v); }},
    Row{"traces.url", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "", "a URL",
        "The same for traces alone, used as it is.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_url(s.traces.url, v); }},
    Row{"traces.headers", "OTEL_EXPORTER_OTLP_HEADERS", "",
        "name=value, comma separated, values percent-encoded",
        "Headers of each request to the collector, a key perhaps.", Secrecy::secret, set_headers},
    Row{"traces.disabled", "OTEL_SDK_DISABLED", "false", "true or false",
        "Traces nothing, whatever else is set.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_switch(s.traces_disabled, v); }},
    Row{"traces.service_name", "OTEL_SERVICE_NAME", "spotter", "text",
        "What spans call this service.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          s.traces_service_name = v;
          return is_printable(v);
        }},
    Row{"traces.resource_attributes", "OTEL_RESOURCE_ATTRIBUTES", "",
        "key=value, comma separated, values percent-encoded",
        "What else spans say of this process, such as deployment.environment.name=production.",
        Secrecy::open, set_resource},
    Row{"traces.sampler", "OTEL_TRACES_SAMPLER", "parentbased_always_on",
        "always_on, always_off or traceidratio, each perhaps with parentbased_ before it",
        "Which traces are recorded; with parentbased_ a client's traceparent decides where it "
        "sends one.",
        Secrecy::open, set_sampler},
    Row{"traces.sampler_arg", "OTEL_TRACES_SAMPLER_ARG", "1", "a number, 0 to 1",
        "The part of all traces that traceidratio records.", Secrecy::open, set_ratio},
    Row{"traces.propagate", "SPOTTER_TRACES_PROPAGATE", "true", "true or false",
        "Tells models' servers and stores, with traceparent, which trace a call belongs to.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_switch(s.tracer.propagates, v); }},
};

double ratio_of(const TraceSampling& sampling) {
  switch (sampling.root) {
    case TraceSampling::Root::all:
      return 1;
    case TraceSampling::Root::none:
      return 0;
    case TraceSampling::Root::ratio:
      return sampling.ratio;
  }
  return 1;
}

/// A name that was set beats one among the attributes.
void complete_resource(Pairs& resource, const std::string& service_name) {
  const auto find = [&](std::string_view key) {
    return std::find_if(resource.begin(), resource.end(),
                        [key](const auto& pair) { return pair.first == key; });
  };
  const auto named = find("service.name");
  if (named == resource.end()) {
    resource.emplace(resource.begin(), "service.name",
                     service_name.empty() ? "spotter" : service_name);
  } else if (!service_name.empty()) {
    named->second = service_name;
  }
  if (find("service.version") == resource.end())
    resource.emplace_back("service.version", SPOTTER_VERSION);
}

}  // namespace

std::span<const Row> trace_settings() {
  return kTable;
}

bool resolve_traces(Settings& settings, std::string& why) {
  auto& traces = settings.traces;
  if (traces.url.empty() && !settings.traces_endpoint.empty()) {
    traces.url = settings.traces_endpoint;
    while (traces.url.ends_with('/'))
      traces.url.pop_back();
    traces.url.append("/v1/traces");
  }
  if (settings.traces_disabled) traces.url.clear();
  if (traces.url.starts_with("http://") && !traces.headers.empty()) {
    const std::string host = host_of(traces.url);
    if (!is_loopback_host(host) && !(settings.allow_private_http && is_private_host(host))) {
      why = "traces.headers (OTEL_EXPORTER_OTLP_HEADERS) may be a key, and '" + traces.url +
            "' is not encrypted; http:// is accepted with it for loopback addresses, and with "
            "upstream.allow_private_http for private networks";
      return false;
    }
  }
  settings.tracer.sampler = {settings.trace_sampling.parent_based,
                             ratio_of(settings.trace_sampling)};
  complete_resource(traces.resource, settings.traces_service_name);
  return true;
}

}  // namespace spotter::app
