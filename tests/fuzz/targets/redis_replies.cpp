#include "fuzz/check.hpp"
#include "rate_limit/redis/scripts.hpp"
#include "redis/reply_reader.hpp"

#include <algorithm>
#include <hiredis/async.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What a Redis server sends: through hiredis' parser with our values and limits, and what is an
// answer of the quota's scripts on from there. The first byte says how many answers are expected,
// the second in pieces of which size. Pieces make no difference; nobody gets more than a budget.
using namespace spotter;
using spotter::redis::Reply;

namespace {

constexpr std::size_t kBytesMax = 4096;

struct Read {
  std::vector<Reply> replies;
  bool broken = false;
};

bool same(const Reply& a, const Reply& b) {
  return a.kind == b.kind && a.integer == b.integer && a.text == b.text &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

struct Bytes {
  std::size_t text = 0;
  std::size_t values = 0;
};
void count(const Reply& reply, Bytes& bytes) {
  bytes.text += reply.text.size();
  ++bytes.values;
  for (const Reply& item : reply.items)
    count(item, bytes);
}

Read read(std::string_view input, std::size_t expected, std::size_t piece_bytes) {
  redis::ReplyReader reader(kBytesMax);
  redisAsyncContext context{};
  context.c.reader = redisReaderCreate();
  reader.attach(context);
  reader.expected = expected;
  Read read;
  while (!input.empty() && !read.broken) {
    const auto piece = input.substr(0, piece_bytes);
    input.remove_prefix(piece.size());
    read.broken = redisReaderFeed(context.c.reader, piece.data(), piece.size()) != REDIS_OK;
    while (!read.broken) {
      void* reply = nullptr;
      read.broken = redisReaderGetReply(context.c.reader, &reply) != REDIS_OK;
      if (read.broken || reply == nullptr) break;
      fuzz::check(reader.expected > 0, "an answer was asked for");
      --reader.expected;
      read.replies.push_back(redis::ReplyReader::from_hiredis(reply));
      context.c.reader->fn->freeObject(reply);
    }
  }
  redisReaderFree(context.c.reader);
  return read;
}

void check_quota(const Reply& reply) {
  if (const auto heard = rate_limit::redis::read_decision(reply)) {
    fuzz::check(heard->decision.retry_after >= Duration(0), "nobody waits backwards");
    fuzz::check(heard->decision.allowed() == (reply.items[0].integer == 1), "1 is yes");
  }
  rate_limit::Tally tally;
  if (rate_limit::redis::read_tally(reply, tally)) {
    fuzz::check(!tally.next_free_in || *tally.next_free_in >= Duration(0), "a time to come");
    fuzz::check(!tally.oldest_leaves_in || *tally.oldest_leaves_in >= Duration(0), "so is this");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.size() < 2) return 0;
  const auto expected = static_cast<unsigned char>(input[0]) % 8U;
  const std::size_t piece = 1 + static_cast<unsigned char>(input[1]);
  const Read whole = read(input.substr(2), expected, input.size());
  const Read cut = read(input.substr(2), expected, piece);
  fuzz::check(whole.replies.size() <= expected, "no more answers than questions");
  for (const Reply& reply : whole.replies) {
    Bytes bytes;
    count(reply, bytes);
    fuzz::check(bytes.text <= kBytesMax, "an answer is within its limit");
    fuzz::check(bytes.values <= redis::ReplyReader::kValuesMax, "so are its values");
    check_quota(reply);
  }
  fuzz::check(whole.broken == cut.broken, "pieces make no difference to what is wrong");
  fuzz::check(std::equal(whole.replies.begin(), whole.replies.end(), cut.replies.begin(),
                         cut.replies.end(), same),
              "nor to what is said");
  return 0;
}
