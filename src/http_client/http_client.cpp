#include "http_client/call.hpp"
#include "http_client/core.hpp"

#include <spotter/crypto/certificates.hpp>
#include <spotter/http_client/http_client.hpp>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace spotter::http_client {

std::string fault_in(const Settings& settings) {
  const std::string& path = settings.ca_file;
  if (path.empty()) return {};
  if (::access(path.c_str(), R_OK) != 0) return "'" + path + "' cannot be read";
  return crypto::holds_certificates(path) ? "" : "'" + path + "' holds no certificate in PEM";
}

struct HttpClient::Impl {
  Core core;
};

HttpClient::HttpClient(ShardExecutor executor, shard::WorkerPool& workers, Settings settings)
    : impl_(new Impl{{executor, workers, std::move(settings)}}) {
  const std::string why = fault_in(impl_->core.settings);
  if (!why.empty()) throw std::runtime_error(why);
}

HttpClient::~HttpClient() {
  if (impl_->core.calls == 0) return;
  std::fputs("an http client was destroyed before its exchanges\n", stderr);
  std::abort();
}

std::unique_ptr<Exchange> HttpClient::start(Request request, shard::Signal& progress) {
  auto call = std::make_unique<Call>(impl_->core, std::move(request), progress);
  call->begin();
  return call;
}

Task<void> HttpClient::stop() {
  co_await impl_->core.resolver.stop();
}

}  // namespace spotter::http_client
