#pragma once

#include <spotter/codec/json_writer.hpp>
#include <spotter/hub/hub.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

// A hub is a class with a table of its member functions:
//
//   class Sums final : public hub::HubObject {
//    public:
//     static std::vector<hub::Method> methods() {
//       return {hub::method<&Sums::add>("Add"),
//               hub::method<&Sums::count>("Count", hub::Answers::stream)};
//     }
//     std::int64_t add(std::int64_t a, std::int64_t b) { return a + b; }
//     void count(hub::Call call, std::int64_t n);
//     ...
//
// The argument types are those of the function's parameters. A function that returns a value
// (std::string, std::int64_t, bool, Json, or none) has answered with that; one whose first
// parameter is a Call answers by it, now or later. Parameters of type Upload are upload streams.
namespace spotter::hub {

/// A string argument that may come as null, which is the empty string.
struct Text {
  std::string value;
};

/// A call under way: what its method says to it. Copied freely; good for as long as the session.
class Call {
 public:
  Call(Client& client, InvocationKey key) : client_(&client), key_(key) {}
  [[nodiscard]] InvocationKey key() const noexcept { return key_; }
  [[nodiscard]] Client& client() const noexcept { return *client_; }
  void item(std::string_view json) const { client_->item(key_, json); }
  void complete() const { client_->complete(key_); }
  void complete(std::string_view json) const { client_->complete(key_, json); }
  void fail(const Failure& failure) const { client_->fail(key_, failure); }
  /// Hands on what the client made of a call of ours.
  void answer(const ClientResult& result) const {
    if (const auto* value = std::get_if<Json>(&result)) {
      client_->complete(key_, *value);
    } else {
      fail(std::get<Failure>(result));
    }
  }

 private:
  Client* client_;
  InvocationKey key_;
};

namespace detail {

/// How a parameter's type is written in the table, and how its value comes out of an Argument.
template <class T>
struct Bound;
template <>
struct Bound<std::string> {
  static constexpr ArgumentType type = ArgumentType::string;
  static std::string take(Argument& argument) { return std::move(std::get<std::string>(argument)); }
};
template <>
struct Bound<Text> {
  static constexpr ArgumentType type = ArgumentType::text;
  static Text take(Argument& argument) { return {std::move(std::get<std::string>(argument))}; }
};
template <>
struct Bound<std::int64_t> {
  static constexpr ArgumentType type = ArgumentType::integer;
  static std::int64_t take(Argument& argument) { return std::get<std::int64_t>(argument); }
};
template <>
struct Bound<bool> {
  static constexpr ArgumentType type = ArgumentType::boolean;
  static bool take(Argument& argument) { return std::get<bool>(argument); }
};
template <>
struct Bound<Json> {
  static constexpr ArgumentType type = ArgumentType::any;
  static Json take(Argument& argument) { return std::move(std::get<Json>(argument)); }
};

}  // namespace detail

/// An upload stream of a running invocation; T is one of the argument types.
template <class T>
class Upload {
 public:
  using Item = T;
  Upload(Client& client, InvocationKey key, std::size_t index)
      : client_(&client), key_(key), index_(index) {}

  /// The next item; nothing at the end, whose error is then in `error` (empty: orderly).
  Task<std::optional<T>> next(std::string& error) const {
    UploadItem item = co_await client_->next_item(key_, index_);
    if (auto* end = std::get_if<UploadEnd>(&item)) {
      error = std::move(end->error);
      co_return std::nullopt;
    }
    co_return detail::Bound<T>::take(std::get<Argument>(item));
  }

 private:
  Client* client_;
  InvocationKey key_;
  std::size_t index_;
};

namespace detail {

template <class T>
inline constexpr bool is_upload = false;
template <class T>
inline constexpr bool is_upload<Upload<T>> = true;

template <class T>
void note_parameter(Method& method) {
  if constexpr (is_upload<T>) {
    method.uploads.push_back(Bound<typename T::Item>::type);
  } else if constexpr (!std::is_same_v<T, Call>) {
    method.arguments.push_back(Bound<T>::type);
  }
}

/// Gives a function its parameters, in their order.
struct Parameters {
  Client& client;
  Invocation& invocation;
  std::size_t argument = 0;
  std::size_t upload = 0;

  template <class T>
  T next() {
    if constexpr (std::is_same_v<T, Call>) {
      return Call(client, invocation.key);
    } else if constexpr (is_upload<T>) {
      return T(client, invocation.key, upload++);
    } else {
      return Bound<T>::take(invocation.arguments[argument++]);
    }
  }
};

inline std::string to_json(const std::string& value) {
  std::string json;
  codec::append_json_string(json, value);
  return json;
}
inline std::string to_json(bool value) {
  return value ? "true" : "false";
}
inline std::string to_json(std::int64_t value) {
  return std::to_string(value);
}

template <class Handler>
struct Signature;
template <class Object, class Value, class... Args>
struct Signature<Value (Object::*)(Args...)> {
  static constexpr bool answers_later = (std::is_same_v<Args, Call> || ...);
  static_assert(!answers_later || std::is_void_v<Value>, "a function with a Call returns nothing");

  static void note(Method& method) { (note_parameter<Args>(method), ...); }

  template <auto Handler>
  static void run(HubObject& object, Client& client, Invocation invocation) {
    [[maybe_unused]] Parameters parameters{client, invocation};
    // Braces: the parameters are taken from left to right.
    std::tuple<Object*, Args...> call{static_cast<Object*>(&object), parameters.next<Args>()...};
    if constexpr (answers_later) {
      std::apply(Handler, std::move(call));
    } else if constexpr (std::is_void_v<Value>) {
      std::apply(Handler, std::move(call));
      client.complete(invocation.key);
    } else if constexpr (std::is_same_v<Value, Json>) {
      client.complete(invocation.key, std::apply(Handler, std::move(call)));
    } else {
      const std::string json = to_json(std::apply(Handler, std::move(call)));
      client.complete(invocation.key, json);
    }
  }
};

inline void set(Method& method, Slot slot) {
  method.slot = slot;
}
inline void set(Method& method, Answers answers) {
  method.answers = answers;
}
inline void set(Method& method, Callers callers) {
  method.callers = callers;
}

}  // namespace detail

/// The table's row of a member function of a class that is a HubObject. `options`: Slot, Answers,
/// Callers.
template <auto Handler, class... Options>
Method method(std::string name, Options... options) {
  using Signature = detail::Signature<decltype(Handler)>;
  Method method;
  method.name = std::move(name);
  Signature::note(method);
  (detail::set(method, options), ...);
  method.run = &Signature::template run<Handler>;
  return method;
}

}  // namespace spotter::hub
