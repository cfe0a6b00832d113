#include "http_client/call.hpp"
#include "http_client/core.hpp"

#include <spotter/crypto/certificates.hpp>
#include <spotter/http_client/http_client.hpp>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace spotter::http_client {

std::string fault_in(const Recording& recording) {
  const std::string& folder = recording.folder;
  if (folder.empty()) return {};
  struct stat about {};
  const bool is_folder = ::stat(folder.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
  if (!is_folder) return "'" + folder + "' is no folder";
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? "" : "'" + folder + "' cannot be written to";
}

std::string fault_in(const Settings& settings) {
  const std::string& path = settings.ca_file;
  if (path.empty()) return fault_in(settings.recording);
  if (::access(path.c_str(), R_OK) != 0) return "'" + path + "' cannot be read";
  if (!crypto::holds_certificates(path)) return "'" + path + "' holds no certificate in PEM";
  return fault_in(settings.recording);
}

struct HttpClient::Impl {
  Core core;
};

HttpClient::HttpClient(ShardExecutor executor, shard::WorkerPool& workers, Settings settings,
                       LookUp look_up)
    : impl_(new Impl{{executor, workers, std::move(settings), std::move(look_up)}}) {
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
  impl_->core.resolver.stop();
  co_await impl_->core.recorder.stop();
}

}  // namespace spotter::http_client
