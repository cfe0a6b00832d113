#include "http_client/curl_handle.hpp"

#include <new>

namespace spotter::http_client {
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

Easy make_easy() {
  Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  return easy;
}

}  // namespace spotter::http_client
