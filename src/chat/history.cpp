#include <spotter/chat/history.hpp>

#include <algorithm>

namespace spotter::chat {
namespace {

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
  exchanges_.push_back(std::move(exchange));
  while (exchanges_.size() > 1 &&
         (bytes_ > limits_.bytes_max || exchanges_.size() * 2 > limits_.messages_max)) {
    bytes_ -= size_of(exchanges_.front());
    exchanges_.pop_front();
  }
}

bool History::has_call() const noexcept {
  return std::any_of(exchanges_.begin(), exchanges_.end(),
                     [](const Exchange& exchange) { return exchange.call.has_value(); });
}

void History::clear() noexcept {
  exchanges_.clear();
  bytes_ = 0;
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
