#include "redis/reply_reader.hpp"

#include <new>

namespace spotter::redis {

/// hiredis looks at the type of an answer that nobody asked for; this is where it looks.
struct ReplyReader::Root {
  redisReply head{};
  Reply value;
};

void ReplyReader::attach(redisAsyncContext& context) {
  functions_.createString = &create_string;
  functions_.createArray = &create_array;
  functions_.createInteger = &create_integer;
  functions_.createNil = &create_nil;
  functions_.freeObject = &free_root;
  context.c.reader->fn = &functions_;
  context.c.reader->privdata = this;
}

bool ReplyReader::is_overfull(const redisAsyncContext& context, std::size_t bytes_max) {
  constexpr std::size_t kReadBytes = 16 * 1024;  // hiredis reads so much at once
  return context.c.reader->len - context.c.reader->pos > bytes_max + kReadBytes;
}

Reply ReplyReader::from_hiredis(void* reply) {
  return std::move(static_cast<Root*>(reply)->value);
}

bool ReplyReader::allows(const redisReadTask* task, std::size_t bytes, std::size_t inside) {
  if (task->parent == nullptr) {
    if (expected == 0) return false;
    bytes_ = 0;
    values_ = 0;
  }
  bytes_ += bytes;
  ++values_;  // what is inside comes here by itself
  return bytes_ <= bytes_max_ && values_ + inside <= kValuesMax;
}

Reply* ReplyReader::place(const redisReadTask* task, void*& object) {
  if (task->parent == nullptr) {
    auto* root = new Root;
    object = root;
    return &root->value;
  }
  // The array of the first level is inside of its root, others are values themselves.
  Reply& array = task->parent->parent == nullptr ? static_cast<Root*>(task->parent->obj)->value
                                                 : *static_cast<Reply*>(task->parent->obj);
  Reply* value = &array.items[static_cast<std::size_t>(task->idx)];
  object = value;
  return value;
}

void* ReplyReader::create_string(const redisReadTask* task, char* text, std::size_t size) {
  if (!static_cast<ReplyReader*>(task->privdata)->allows(task, size, 0)) return nullptr;
  void* object = nullptr;
  Reply* value = place(task, object);
  value->kind = task->type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::string;
  value->text.assign(text, size);
  return object;
}

void* ReplyReader::create_array(const redisReadTask* task, int elements) {
  const auto size = static_cast<std::size_t>(elements);
  if (elements < 0 || !static_cast<ReplyReader*>(task->privdata)->allows(task, 0, size)) {
    return nullptr;
  }
  void* object = nullptr;
  Reply* value = place(task, object);
  value->kind = Reply::Kind::array;
  value->items.resize(size);
  return object;
}

void* ReplyReader::create_integer(const redisReadTask* task, long long number) {
  if (!static_cast<ReplyReader*>(task->privdata)->allows(task, 0, 0)) return nullptr;
  void* object = nullptr;
  Reply* value = place(task, object);
  value->kind = Reply::Kind::integer;
  value->integer = number;
  return object;
}

void* ReplyReader::create_nil(const redisReadTask* task) {
  if (!static_cast<ReplyReader*>(task->privdata)->allows(task, 0, 0)) return nullptr;
  void* object = nullptr;
  place(task, object);
  return object;
}

void ReplyReader::free_root(void* root) {
  delete static_cast<Root*>(root);
}

}  // namespace spotter::redis
