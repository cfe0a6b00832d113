#include "http_client/multi_loop.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <limits>
#include <new>
#include <system_error>

namespace spotter::http_client {

namespace {

int made_epoll() {
  const int fd = epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return fd;
}

std::uint32_t events_of(int wanted) {
  std::uint32_t events = 0;
  if ((wanted & CURL_POLL_IN) != 0) events |= EPOLLIN | EPOLLRDHUP;
  if ((wanted & CURL_POLL_OUT) != 0) events |= EPOLLOUT;
  return events;
}

int actions_of(std::uint32_t events) {
  int actions = 0;
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0) actions |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) actions |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) actions |= CURL_CSELECT_ERR;
  return actions;
}

}  // namespace

MultiLoop::MultiLoop(ShardExecutor executor)
    : timer_(executor), sockets_(executor, made_epoll()), multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &MultiLoop::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &MultiLoop::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  // How many are kept is not decided here.
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, std::numeric_limits<long>::max());
}

MultiLoop::~MultiLoop() = default;

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

void MultiLoop::watch_for(curl_socket_t fd, SocketUser& user, bool reading, bool writing) {
  user.watch_.fd = fd;
  watch(user.watch_, (reading ? CURL_POLL_IN : 0) | (writing ? CURL_POLL_OUT : 0));
}

int MultiLoop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  auto& loop = *static_cast<MultiLoop*>(self);
  int result = 0;
  try {
    Watch& watch = loop.curls_[fd];
    watch.fd = fd;
    loop.watch(watch, what == CURL_POLL_REMOVE ? 0 : what & CURL_POLL_INOUT);
  } catch (...) {
    // Not through curl's C frames. All transfers fail, and act() reports it as the bug that it is.
    result = -1;
  }
  const auto found = loop.curls_.find(fd);
  if (found == loop.curls_.end()) return result;
  if (result != 0) loop.forget(found->second);
  if (found->second.wanted == 0) loop.curls_.erase(found);
  return result;
}

int MultiLoop::on_timer(CURLM*, long milliseconds, void* self) {
  static_cast<MultiLoop*>(self)->set_timer(milliseconds);
  return 0;
}

void MultiLoop::watch(Watch& watch, int wanted) {
  if (watch.wanted == wanted) return;
  if (wanted == 0) return forget(watch);
  epoll_event event{};
  event.events = events_of(wanted);
  event.data.ptr = &watch;
  const int how = watch.wanted == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(sockets_.native_handle(), how, watch.fd, &event) != 0) {
    const int reason = errno;
    forget(watch);
    throw std::system_error(reason, std::generic_category(), "epoll_ctl");
  }
  if (watch.wanted == 0) ++watches_;
  watch.wanted = wanted;
  wait_for_sockets();
}

/// At once: the socket is closed next, and the system gives its number to another. One that is only
/// quiet for a while goes, too: a broken one would be told of again and again.
void MultiLoop::forget(Watch& watch) noexcept {
  if (watch.wanted == 0) return;
  watch.wanted = 0;
  --watches_;
  epoll_ctl(sockets_.native_handle(), EPOLL_CTL_DEL, watch.fd, nullptr);
  for (epoll_event& event : round_) {
    if (event.data.ptr == &watch) event.data.ptr = nullptr;
  }
}

void MultiLoop::wait_for_sockets() {
  if (waiting_ || watches_ == 0) return;
  sockets_.async_wait(Descriptor::wait_read, [this, alive = std::weak_ptr<const bool>(alive_)](
                                                 const boost::system::error_code& error) {
    if (error || alive.expired()) return;
    waiting_ = false;
    try {
      act_on_sockets();
    } catch (...) {
      wait_for_sockets();  // a bug in one call must not hold up all others
      throw;
    }
    wait_for_sockets();
  });
  waiting_ = true;
}

/// Some of them, so that others of the loop have their turn; the loop comes back for the rest.
void MultiLoop::act_on_sockets() {
  std::array<epoll_event, 64> events;
  const int count =
      epoll_wait(sockets_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  round_ = std::span(events).first(static_cast<std::size_t>(std::max(count, 0)));
  // Also when one throws.
  struct End {
    std::span<epoll_event>& round;
    ~End() { round = {}; }
  } end{round_};
  while (!round_.empty()) {
    const epoll_event event = round_.front();
    round_ = round_.subspan(1);
    const auto* watch = static_cast<const Watch*>(event.data.ptr);
    if (watch == nullptr) continue;  // what was done for those before has closed it
    const int actions = actions_of(event.events);
    if (SocketUser* user = watch->user) {
      user->on_ready((actions & (CURL_CSELECT_IN | CURL_CSELECT_ERR)) != 0,
                     (actions & CURL_CSELECT_OUT) != 0);
    } else {
      act(watch->fd, actions);
    }
  }
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
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    transfer->on_end(code);
  }
}

}  // namespace spotter::http_client
