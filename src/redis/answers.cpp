#include "redis/answers.hpp"

#include <algorithm>

namespace spotter::redis {
namespace {

constexpr ErrorWord kWords[] = {
    {"NOSCRIPT", {}},
    {"OOM", {}},
    {"NOPERM", {}},
    {"NOAUTH", {}},
    {"WRONGPASS", {}},
    {"WRONGTYPE", {}},
    {"BUSY", {}},
    {"MISCONF", {}},
    {"NOREPLICAS", {}},
    {"EXECABORT", {}},
    {"MOVED", {}},
    {"ASK", {}},
    {"CLUSTERDOWN", {}},
    {"CROSSSLOT", {}},
    {"TRYAGAIN", {}},
    {"DENIED", {}},
    {"READONLY", "read_only"},
    {"LOADING", "loading"},
    {"MASTERDOWN", "master_down"},
};

/// Servers before Redis 7 wrap what a command inside of a script met: "ERR Error running script
/// (call to f_...): @user_script:1: -READONLY You can't write ...".
std::string_view unwrapped(std::string_view text) {
  if (!text.starts_with("ERR Error running script")) return text;
  const auto dash = text.find(": -");
  return dash == std::string_view::npos ? text : text.substr(dash + 3);
}

std::string_view fault_in_auth(std::string_view text) {
  const std::string_view word = read_error(text).word;
  if (word == "WRONGPASS" || text.starts_with("ERR invalid password")) return "wrong_password";
  if (text.starts_with("ERR AUTH <password> called without any password") ||
      text.starts_with("ERR Client sent AUTH, but no password is set")) {
    return "password_not_wanted";
  }
  return "login_refused";
}

std::string_view fault_in_answer(const std::vector<std::string>& command, const Reply& answer) {
  const std::string& name = command.front();
  if (answer.kind != Reply::Kind::error) {
    // The names of the roles before and after Redis 5.
    const bool replica =
        name == "HELLO" && answer.is_array() &&
        std::any_of(answer.items.begin(), answer.items.end(), [](const Reply& item) {
          return item.text == "replica" || item.text == "slave";
        });
    return replica ? "read_only" : std::string_view();
  }
  if (answer.text.starts_with("ERR max number of clients")) return "too_many_clients";
  const ErrorWord error = read_error(answer.text);
  if (!error.gone.empty()) return error.gone;
  if (error.word == "NOAUTH") return "password_needed";
  if (error.word == "DENIED") return "protected_mode";
  if (name == "AUTH") return fault_in_auth(answer.text);
  // What only helps people (the name of the connection), and what old servers do not know.
  if (name == "CLIENT" || name == "HELLO") return {};
  if (error.word == "NOPERM") return "no_permission";
  return name == "SELECT" ? "no_such_database" : "refused";
}

}  // namespace

ErrorWord read_error(std::string_view text) {
  text = unwrapped(text);
  const std::string_view word = text.substr(0, text.find(' '));
  const auto* found = std::find_if(std::begin(kWords), std::end(kWords),
                                   [&](const ErrorWord& known) { return known.word == word; });
  return found != std::end(kWords) ? *found : ErrorWord{"ERR", {}};
}

Result<Reply> to_result(Reply reply) {
  if (reply.kind != Reply::Kind::error) return reply;
  const ErrorWord error = read_error(reply.text);
  return Error{error.gone.empty() ? Errc::refused : Errc::unavailable, error.word};
}

std::vector<std::vector<std::string>> greeting(const Settings& settings) {
  std::vector<std::vector<std::string>> commands;
  if (!settings.user.empty()) {
    commands.push_back({"AUTH", settings.user, settings.password.reveal()});
  } else if (!settings.password.empty()) {
    commands.push_back({"AUTH", settings.password.reveal()});
  }
  if (settings.db != 0) commands.push_back({"SELECT", std::to_string(settings.db)});
  commands.push_back({"CLIENT", "SETNAME", "spotter"});
  // Tells a replica from a master, and needs no permission beyond that to connect.
  commands.push_back({"HELLO", "2"});
  commands.push_back({"PING"});
  return commands;
}

std::string_view fault_in_greeting(const std::vector<std::vector<std::string>>& greeting,
                                   const std::vector<Reply>& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string_view fault = fault_in_answer(greeting[i], answers[i]);
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace spotter::redis
