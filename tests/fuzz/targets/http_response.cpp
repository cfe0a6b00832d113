#include "fuzz/check.hpp"
#include "http_client/http1_message.hpp"
#include "support/listening_requester.hpp"

#include <algorithm>
#include <string>

// What an upstream answers in HTTP/1.1: limits are kept, and pieces make no difference. The first
// byte says what was asked, and how large the pieces are.
using namespace spotter;
using Fed = http_client::Http1Reader::Fed;

namespace {

constexpr std::size_t kHeadMax = 512;

struct Told {
  Fed fed = Fed::more;
  int status = 0;
  std::string body;
  bool kept = false;
  friend bool operator==(const Told&, const Told&) = default;
};

Told read(std::string_view bytes, std::size_t piece, bool head_only) {
  testing::ListeningRequester taker(kHeadMax);
  http_client::Http1Reader reader(kHeadMax);
  reader.expect(taker, head_only);
  Told told;
  const std::size_t all = bytes.size();
  while (!bytes.empty() && told.fed == Fed::more) {
    const std::string own(bytes.substr(0, piece));  // so that reading too far is noticed
    told.fed = reader.feed(own);
    bytes.remove_prefix(own.size());
  }
  // What comes after the end may be in a piece of its own.
  if (told.fed == Fed::complete && !bytes.empty()) told.fed = Fed::overrun;
  if (told.fed == Fed::more) told.fed = reader.end();
  told.status = taker.head.status();
  told.body = taker.body;
  told.kept = told.fed == Fed::complete && reader.is_kept();
  fuzz::check(told.body.size() <= all, "nothing comes of nothing");
  fuzz::check(told.fed != Fed::complete || taker.head.complete(), "what is whole has a head");
  fuzz::check(told.body.empty() || taker.head.complete(), "a body comes after its head");
  fuzz::check(!head_only || told.body.empty(), "HEAD has no body");
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  const auto how = static_cast<unsigned char>(input[0]);
  const bool head_only = (how & 1U) != 0;
  const Told whole = read(input.substr(1), input.size(), head_only);
  const Told cut = read(input.substr(1), 1 + how / 2U, head_only);
  // What is wrong may be found before the end, or at the end, which then comes too early.
  const auto bad = [](Fed fed) {
    return fed == Fed::malformed || fed == Fed::stopped || fed == Fed::cut;
  };
  if (bad(whole.fed) || bad(cut.fed)) {
    fuzz::check(bad(whole.fed) == bad(cut.fed), "pieces make no difference to what is wrong");
    return 0;
  }
  fuzz::check(whole == cut, "nor to what is said");
  return 0;
}
