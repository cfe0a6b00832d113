#include "hub/outbox.hpp"

namespace spotter::hub {

void Outbox::keep_unacknowledged() {
  kept_ = std::make_unique<Kept>();
}

void Outbox::begin() {
  if (!kept_ || kept_->begun) return;
  kept_->begun = true;
  send_waiting();
}

void Outbox::add_kept(std::string record) {
  if (kept_->begun && kept_->waiting.empty() && kept_->sent_bytes <= unacknowledged_bytes_max_) {
    send(std::move(record));
    return;
  }
  kept_->waiting_bytes += record.size();
  kept_->waiting.push_back(std::move(record));
}

void Outbox::send(std::string record) {
  if (!away_) ready_.append(record);
  kept_->sent_bytes += record.size();
  kept_->sent.push_back(std::move(record));
}

void Outbox::acknowledge(std::int64_t number) {
  if (!kept_) return;
  while (!kept_->sent.empty() && kept_->first <= number) {
    kept_->sent_bytes -= kept_->sent.front().size();
    kept_->sent.pop_front();
    ++kept_->first;
  }
  if (kept_->sent_bytes < unacknowledged_bytes_max_) send_waiting();
}

void Outbox::send_waiting() {
  while (kept_->begun && !kept_->waiting.empty() &&
         kept_->sent_bytes <= unacknowledged_bytes_max_) {
    std::string record = std::move(kept_->waiting.front());
    kept_->waiting.pop_front();
    kept_->waiting_bytes -= record.size();
    send(std::move(record));
  }
}

void Outbox::leave() {
  away_ = true;
  std::string().swap(ready_);
}

void Outbox::come_back(Protocol& protocol) {
  away_ = false;
  ready_.clear();
  protocol.write_sequence(ready_, kept_->first);
  for (const std::string& record : kept_->sent)
    ready_.append(record);
}

void Outbox::flush() {
  if (!kept_) return;
  for (const std::string& record : kept_->waiting)
    ready_.append(record);
  kept_.reset();
}

void Outbox::clear() {
  std::string().swap(ready_);
  kept_.reset();
}

bool Outbox::blocked() const noexcept {
  return kept_ &&
         (away_ || !kept_->waiting.empty() || kept_->sent_bytes > unacknowledged_bytes_max_);
}

}  // namespace spotter::hub
