#include "redis/link.hpp"

#include <hiredis/hiredis.h>
#include <hiredis/sds.h>
#include <new>
#include <stdexcept>

namespace spotter::redis {

using Descriptor = asio::posix::basic_stream_descriptor<ShardExecutor>;

/// The socket as the loop looks at it. Borrowed: hiredis closes it.
struct Link::Watch {
  Watch(ShardExecutor executor, int fd, Link& owner) : link(&owner), descriptor(executor, fd) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() { release(); }

  void release() noexcept {
    link = nullptr;
    if (descriptor.is_open()) descriptor.release();
  }

  struct Side {
    bool wanted = false;
    bool waiting = false;  ///< a wait of the loop is under way
  };
  Side& side(Direction direction) { return direction == Direction::read ? read : write; }

  Link* link;  ///< null: released
  Descriptor descriptor;
  Side read;
  Side write;
};

Link::Link(ShardExecutor executor, const Endpoint& endpoint, const std::string& address,
           std::size_t reply_bytes_max, Listener& listener)
    : executor_(executor),
      reply_bytes_max_(reply_bytes_max),
      listener_(listener),
      reader_(reply_bytes_max) {
  redisAsyncContext* context = endpoint.socket_path.empty()
                                   ? redisAsyncConnect(address.c_str(), endpoint.port)
                                   : redisAsyncConnectUnix(endpoint.socket_path.c_str());
  if (context == nullptr) throw std::bad_alloc();
  adopt(context);
}

Link::~Link() {
  close();
}

void Link::adopt(redisAsyncContext* context) {
  if (context->err != 0) {
    // There is not even a socket. Nothing was sent, so there is nobody to tell but the owner, who
    // sees that it is not open.
    redisAsyncFree(context);
    return;
  }
  context_ = context;
  watch_ = std::make_shared<Watch>(executor_, context->c.fd, *this);
  reader_.attach(*context);
  context->data = this;
  context->ev.data = this;
  context->ev.addRead = [](void* self) { static_cast<Link*>(self)->want(Direction::read, true); };
  context->ev.delRead = [](void* self) { static_cast<Link*>(self)->want(Direction::read, false); };
  context->ev.addWrite = [](void* self) { static_cast<Link*>(self)->want(Direction::write, true); };
  context->ev.delWrite = [](void* self) {
    static_cast<Link*>(self)->want(Direction::write, false);
  };
  context->ev.cleanup = [](void* self) { static_cast<Link*>(self)->on_cleanup(); };
  // Also makes hiredis want to write, by which it learns that it is connected.
  redisAsyncSetConnectCallback(context, &Link::on_connect);
}

std::size_t Link::unsent_bytes() const noexcept {
  return context_ == nullptr ? 0 : sdslen(context_->c.obuf);
}

bool Link::send(const std::vector<std::string>& args) {
  if (context_ == nullptr) return false;
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  texts.reserve(args.size());
  sizes.reserve(args.size());
  for (const std::string& arg : args) {
    texts.push_back(arg.data());
    sizes.push_back(arg.size());
  }
  const int result = redisAsyncCommandArgv(
      context_, &Link::on_reply, this, static_cast<int>(args.size()), texts.data(), sizes.data());
  if (result != REDIS_OK) return false;
  ++reader_.expected;
  return true;
}

void Link::read_now() {
  if (context_ != nullptr && connected_) act(Direction::read);
}

void Link::close() {
  if (context_ == nullptr) return;
  closing_ = true;
  redisAsyncFree(context_);
}

void Link::on_reply(redisAsyncContext* /*context*/, void* reply, void* self) {
  auto* link = static_cast<Link*>(self);
  --link->reader_.expected;
  if (reply == nullptr) {
    link->listener_.on_reply(nullptr);
    return;
  }
  Reply value = ReplyReader::from_hiredis(reply);
  link->listener_.on_reply(&value);
}

void Link::on_connect(const redisAsyncContext* context, int status) {
  static_cast<Link*>(context->data)->connected_ = status == REDIS_OK;
}

void Link::want(Direction direction, bool wanted) {
  if (!watch_) return;
  watch_->side(direction).wanted = wanted;
  if (wanted) arm(direction);
}

void Link::arm(Direction direction) {
  Watch::Side& side = watch_->side(direction);
  if (!side.wanted || side.waiting) return;
  side.waiting = true;
  watch_->descriptor.async_wait(
      direction == Direction::read ? Descriptor::wait_read : Descriptor::wait_write,
      [watch = watch_, direction](const boost::system::error_code& error) {
        watch->side(direction).waiting = false;
        if (watch->link == nullptr || error) return;
        if (watch->side(direction).wanted) watch->link->act(direction);
        // hiredis may have closed it.
        if (watch->link != nullptr) watch->link->arm(direction);
      });
}

void Link::act(Direction direction) {
  if (direction == Direction::write) {
    redisAsyncHandleWrite(context_);
    return;
  }
  redisAsyncHandleRead(context_);
  if (context_ == nullptr || !ReplyReader::is_overfull(*context_, reply_bytes_max_)) return;
  close();
  listener_.on_lost("reply_too_large");
}

std::string_view Link::reason() const {
  switch (context_->err) {
    case REDIS_ERR_IO:
      return connected_ ? "connection_reset" : "unreachable";
    case REDIS_ERR_EOF:
      return "connection_closed";
    case REDIS_ERR_PROTOCOL:
      return "not_redis";
    case REDIS_ERR_OOM:
      return "reply_too_large";
    default:
      return connected_ ? "connection_lost" : "unreachable";
  }
}

/// hiredis is about to close the socket and to free the context; all callbacks were called.
void Link::on_cleanup() {
  const std::string_view why = reason();
  watch_->release();
  watch_.reset();
  context_ = nullptr;
  if (!closing_) listener_.on_lost(why);
}

}  // namespace spotter::redis
