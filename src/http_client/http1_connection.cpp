#include "http_client/http1_connection.hpp"

#include <algorithm>
#include <utility>

namespace spotter::http_client {

Http1Connection::Http1Connection(std::unique_ptr<Wire> wire, std::size_t head_bytes_max,
                                 std::span<char> buffer, Owner& owner)
    : wire_(std::move(wire)), reader_(head_bytes_max), buffer_(buffer), owner_(owner) {
  wire_->belongs_to(*this);
  wire_->want(true, false);
}

std::size_t Http1Connection::room() const noexcept {
  return requester_ == nullptr && !closed_ ? 1 : 0;
}

void Http1Connection::begin(Requester& requester) {
  requester_ = &requester;
  out_ = http1_request(requester.request(), requester.connecting());
  out_sent_ = 0;
  requester.stream_ = {};
  requester.stream_.body_is_out = true;  // as a copy
  reader_.expect(requester, requester.request().method == "HEAD");
  requester.on_sent(answered_);
  write();
}

/// There is no other way to tell the peer.
void Http1Connection::stop(Requester&) noexcept {
  requester_ = nullptr;
  close();
}

void Http1Connection::on_ready(bool readable, bool writable) {
  if (writable && !closed_) write();
  if (readable && !closed_) read();
}

void Http1Connection::write() {
  while (out_sent_ < out_.size()) {
    const Wire::Moved moved = wire_->write(std::string_view(out_).substr(out_sent_));
    if (moved.state == Wire::State::blocked) return wire_->want(!paused_, true);
    // A peer that closes may have said why before: that is read first.
    if (moved.state != Wire::State::open) break;
    out_sent_ += moved.bytes;
  }
  // It may hold what a user said, and is as long as that.
  std::string().swap(out_);
  out_sent_ = 0;
  wire_->want(!paused_, false);
}

void Http1Connection::read() {
  // So that one that is fast leaves the others their turn. TLS has what it read before.
  constexpr int kReadsMax = 4;
  constexpr std::size_t kReadBytes = 16 * 1024;
  const auto size = std::min(kReadBytes, buffer_.size());
  for (int reads = 0; !closed_ && !paused_; ++reads) {
    const Wire::Moved moved = wire_->read(buffer_.data(), size);
    if (moved.state == Wire::State::blocked) return;
    if (requester_ == nullptr) return close();  // the end of an idle one, or words out of turn
    if (moved.state == Wire::State::broken) return take(Http1Reader::Fed::cut);
    if (moved.state == Wire::State::closed) return take(reader_.end());
    take(reader_.feed({buffer_.data(), moved.bytes}));
    if (requester_ != nullptr && requester_->is_full()) {
      paused_ = true;
      wire_->want(false, out_sent_ < out_.size());
    }
    if (!moved.maybe_more && (reads >= kReadsMax || moved.bytes < size)) return;
  }
}

void Http1Connection::take(Http1Reader::Fed fed) {
  using Fed = Http1Reader::Fed;
  switch (fed) {
    case Fed::more:
      return;
    case Fed::complete:
      // A response before the request was out: what is left of that would be the next one's.
      return finish(Requester::Outcome::complete, reader_.is_kept() && out_.empty());
    case Fed::overrun:
      return finish(Requester::Outcome::complete);
    case Fed::malformed:
      return finish(Requester::Outcome::malformed);
    case Fed::stopped:
    case Fed::cut:
      return finish(reader_.has_begun() ? Requester::Outcome::failed : Requester::Outcome::broken);
  }
}

void Http1Connection::finish(Requester::Outcome end, bool kept) {
  Requester& requester = *std::exchange(requester_, nullptr);
  forget(requester);
  answered_ = true;
  if (!kept) close();
  requester.on_end(end);
  if (!closed_) owner_.on_room(*this);
}

void Http1Connection::on_taken(Requester& requester, std::size_t) {
  if (&requester != requester_ || !paused_) return;
  paused_ = false;
  wire_->want(true, out_sent_ < out_.size());
  read();  // TLS may have it already, and then the socket says nothing
}

void Http1Connection::close() {
  if (std::exchange(closed_, true)) return;
  wire_->want(false, false);
  wire_.reset();
  owner_.on_closed(*this);
}

}  // namespace spotter::http_client
