#include <spotter/base/text.hpp>
#include <spotter/chat/history.hpp>

#include <algorithm>

namespace spotter::chat {
namespace {

constexpr std::size_t kEarlierTextsMax = 100;
constexpr std::size_t kEarlierTextBytesMax = 4 * 1024;
constexpr std::size_t kEarlierBytesMax = 32 * 1024;

std::size_t size_of(const Exchange& exchange) noexcept {
  const std::size_t call = exchange.call ? exchange.call->arguments.size() : 0;
  return exchange.user.size() + exchange.assistant.size() + call;
}

void append(std::vector<llm::Message>& messages, llm::Role role, std::string_view text) {
  if (text.empty()) return;
  if (!messages.empty() && messages.back().role == role && !messages.back().call) {
    messages.back().text.append("\n\n").append(text);
  } else {
    messages.push_back(llm::Message{role, std::string(text), {}});
  }
}

}  // namespace

void History::add(Exchange exchange) {
  bytes_ += size_of(exchange);
  ++added_;
  exchanges_.push_back(std::move(exchange));
  while (exchanges_.size() > 1 &&
         (bytes_ > limits_.bytes_max || exchanges_.size() * 2 > limits_.messages_max)) {
    bytes_ -= size_of(exchanges_.front());
    keep_earlier(exchanges_.front().user);
    exchanges_.pop_front();
  }
}

void History::keep_earlier(std::string_view text) {
  earlier_.emplace_back(utf8_prefix(text, kEarlierTextBytesMax));
  earlier_bytes_ += earlier_.back().size();
  while (earlier_.size() > kEarlierTextsMax || earlier_bytes_ > kEarlierBytesMax) {
    earlier_bytes_ -= earlier_.front().size();
    earlier_.pop_front();
  }
}

std::vector<std::string> History::earlier() const {
  return {earlier_.begin(), earlier_.end()};
}

void History::clear() noexcept {
  exchanges_.clear();
  bytes_ = 0;
  added_ = 0;
  earlier_.clear();
  earlier_bytes_ = 0;
}

void History::restore(std::vector<Exchange> exchanges, const std::vector<std::string>& earlier) {
  clear();
  for (const std::string& text : earlier)
    keep_earlier(text);
  for (Exchange& exchange : exchanges)
    add(std::move(exchange));
  added_ = 0;
}

void History::put_before(std::vector<Exchange> exchanges, std::vector<std::string> earlier) {
  const std::size_t added = added_;
  const auto ours = static_cast<std::ptrdiff_t>(std::min(added, exchanges_.size()));
  const std::vector<Exchange> newer(exchanges_.end() - ours, exchanges_.end());
  earlier.insert(earlier.end(), earlier_.begin(), earlier_.end());
  restore(std::move(exchanges), earlier);
  for (const Exchange& exchange : newer)
    add(exchange);
  added_ = added;
}

std::vector<llm::Message> History::messages_with(std::string_view user) const {
  std::size_t bytes = bytes_ + user.size();
  auto first = exchanges_.begin();
  while (first != exchanges_.end() && bytes > limits_.bytes_max)
    bytes -= size_of(*first++);
  std::vector<llm::Message> messages;
  for (auto exchange = first; exchange != exchanges_.end(); ++exchange) {
    append(messages, llm::Role::user, exchange->user);
    append(messages, llm::Role::assistant, exchange->assistant);
    if (!exchange->call) continue;
    if (messages.back().role != llm::Role::assistant)
      messages.push_back(llm::Message{llm::Role::assistant, {}, {}});
    messages.back().call = exchange->call;
  }
  append(messages, llm::Role::user, user);
  return messages;
}

}  // namespace spotter::chat
