#include "http_client/multi_loop.hpp"

#include <array>
#include <cassert>
#include <new>

namespace spotter::http_client {

using Descriptor = asio::posix::basic_stream_descriptor<ShardExecutor>;

/// A socket of curl's that the loop looks at. The descriptor is borrowed: curl closes it.
struct MultiLoop::Watch {
  Watch(ShardExecutor executor, curl_socket_t s) : fd(s), descriptor(executor, s) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() { release(); }

  void release() noexcept {
    wanted = 0;
    if (descriptor.is_open()) descriptor.release();
  }

  curl_socket_t fd;
  Descriptor descriptor;
  int wanted = 0;   ///< CURL_POLL_IN and CURL_POLL_OUT, as bits
  int waiting = 0;  ///< likewise: a wait of the loop is under way
};

MultiLoop::MultiLoop(ShardExecutor executor, std::size_t connections_max)
    : executor_(executor), timer_(executor), multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &MultiLoop::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &MultiLoop::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(connections_max));
}

MultiLoop::~MultiLoop() {
  multi_.reset();
  for (auto& [fd, watch] : watches_)
    watch->release();
}

void MultiLoop::add(CURL* easy, Transfer& transfer) {
  set_option(easy, CURLOPT_PRIVATE, &transfer);
  // Only asks for an immediate time-out; the transfer starts when the loop comes to it.
  const CURLMcode code = curl_multi_add_handle(multi_.get(), easy);
  if (code != CURLM_OK) throw std::logic_error(curl_multi_strerror(code));
}

void MultiLoop::remove(CURL* easy) noexcept {
  [[maybe_unused]] const CURLMcode code = curl_multi_remove_handle(multi_.get(), easy);
  assert(code == CURLM_OK);
}

CURLcode MultiLoop::resume(CURL* easy) noexcept {
  return curl_easy_pause(easy, CURLPAUSE_CONT);
}

void MultiLoop::nudge(CURL* easy) noexcept {
  // Only a change of the pause state does it. Pausing the sending for no time at all has no other
  // effect; refusal means that the transfer has no connection any more, so there is nothing to
  // wake.
  curl_easy_pause(easy, CURLPAUSE_SEND);
  curl_easy_pause(easy, CURLPAUSE_CONT);
}

void MultiLoop::run_what_is_due() {
  act(CURL_SOCKET_TIMEOUT, 0);
}

int MultiLoop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  try {
    static_cast<MultiLoop*>(self)->watch(fd, what);
    return 0;
  } catch (...) {
    // Not through curl's C frames. All transfers fail, and act() reports it as the bug that it is.
    return -1;
  }
}

int MultiLoop::on_timer(CURLM*, long milliseconds, void* self) {
  static_cast<MultiLoop*>(self)->set_timer(milliseconds);
  return 0;
}

void MultiLoop::watch(curl_socket_t fd, int what) {
  const auto found = watches_.find(fd);
  if (what == CURL_POLL_REMOVE) {
    if (found == watches_.end()) return;
    // Now, because curl closes the socket next, and the system gives its number to another.
    found->second->release();
    watches_.erase(found);
    return;
  }
  auto& watch = found != watches_.end() ? found->second
                                        : watches_[fd] = std::make_shared<Watch>(executor_, fd);
  watch->wanted = what & CURL_POLL_INOUT;
  arm(watch);
}

void MultiLoop::arm(const std::shared_ptr<Watch>& watch) {
  arm_one(watch, CURL_POLL_IN);
  arm_one(watch, CURL_POLL_OUT);
}

void MultiLoop::arm_one(const std::shared_ptr<Watch>& watch, int direction) {
  if ((watch->wanted & direction) == 0 || (watch->waiting & direction) != 0) return;
  watch->waiting |= direction;
  const bool in = direction == CURL_POLL_IN;
  watch->descriptor.async_wait(
      in ? Descriptor::wait_read : Descriptor::wait_write,
      [this, watch, direction, in](const boost::system::error_code& error) {
        watch->waiting &= ~direction;
        // Released watches want nothing, so `this` is there if anything is wanted.
        if (error || (watch->wanted & direction) == 0) return;
        act(watch->fd, in ? CURL_CSELECT_IN : CURL_CSELECT_OUT);
        arm(watch);
      });
}

void MultiLoop::set_timer(long milliseconds) {
  const std::uint64_t round = ++timer_round_;
  if (milliseconds < 0) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::milliseconds(milliseconds));
  timer_.async_wait([this, round, alive = std::weak_ptr<const bool>(alive_)](
                        const boost::system::error_code& error) {
    // A wait that was over before it was replaced arrives without an error.
    if (error || alive.expired() || round != timer_round_) return;
    act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void MultiLoop::act(curl_socket_t fd, int events) {
  int running = 0;
  const CURLMcode code = curl_multi_socket_action(multi_.get(), fd, events, &running);
  collect_ended();
  if (code != CURLM_OK) throw std::logic_error(curl_multi_strerror(code));
}

void MultiLoop::collect_ended() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message is gone once its handle is removed.
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    remove(easy);
    transfer->on_end(code);
  }
}

}  // namespace spotter::http_client
