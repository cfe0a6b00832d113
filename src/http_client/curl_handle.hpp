#pragma once

#include <curl/curl.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace spotter::http_client {

/// libcurl, initialised as long as one of these lives. libcurl counts and locks by itself, so each
/// user holds its own.
class CurlLibrary {
 public:
  CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
  ~CurlLibrary();
};

struct FreeEasy {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
/// One transfer's options and state.
using Easy = std::unique_ptr<CURL, FreeEasy>;

struct FreeList {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using StringList = std::unique_ptr<curl_slist, FreeList>;

void append(StringList& list, const std::string& line);

/// Sets an option. Refusal is a bug: an unknown option, or no memory.
template <class Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) throw std::logic_error(curl_easy_strerror(code));
}

/// A fresh one. Throws std::bad_alloc.
Easy make_easy();

}  // namespace spotter::http_client
