#include "http_client/curl_handle.hpp"

#include <new>

namespace spotter::http_client {
namespace {

/// What one stream can take of a burst before libcurl stops the whole HTTP/2 connection for it,
/// which 7.88 does not always get over (see Call::count_arrived). Only memory that was written to
/// is real.
constexpr long kBufferBytes = 256 * 1024;

}  // namespace

CurlLibrary::CurlLibrary() {
  // Shards start at the same time; only a libcurl that locks its own start allows that.
  if ((curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_THREADSAFE) == 0) {
    throw std::runtime_error("this libcurl cannot be initialised by several shards");
  }
  const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

CurlLibrary::~CurlLibrary() {
  curl_global_cleanup();
}

void append(StringList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());  // the longer list has the same nodes
  list.reset(longer);
}

Easy EasyPool::take() {
  if (kept_.empty()) {
    Easy easy(curl_easy_init());
    if (!easy) throw std::bad_alloc();
    set_option(easy.get(), CURLOPT_BUFFERSIZE, kBufferBytes);
    return easy;
  }
  Easy easy = std::move(kept_.back());
  kept_.pop_back();
  return easy;
}

void EasyPool::give_back(Easy easy) noexcept {
  if (kept_.size() >= kKeptMax) return;
  // Forgets headers, URL and callbacks of the last call, above all its key.
  curl_easy_reset(easy.get());
  // Refused by one that kept its buffer, as those do that shared their connection to the end.
  if (curl_easy_setopt(easy.get(), CURLOPT_BUFFERSIZE, kBufferBytes) != CURLE_OK) return;
  kept_.push_back(std::move(easy));
}

}  // namespace spotter::http_client
