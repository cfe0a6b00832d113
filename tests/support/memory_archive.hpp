#pragma once

#include <spotter/conversation/archive.hpp>
#include <spotter/conversation/chat_name.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace spotter::testing {

/// What several processes of a test share of their chats. Does what the scripts in Redis do: one
/// contract holds both to it (conversation_archive_test.cpp).
struct ArchiveMemory {
  using Now = std::chrono::steady_clock;
  struct Kept {
    std::string talker;  ///< empty: its payer has deleted it
    bool there = false;
    conversation::ClientMark mark = 0;
    std::string chat;
    std::string turn;
    std::string cut{};  ///< the turn that its process cut off
    Now::time_point written{};
    bool shared = false;
    std::string met{};                  ///< who asked whether the talker is there, and it is
    std::set<std::string> instances{};  ///< that may have its words in memory
    int openings = 0;
    int order = 0;  ///< of the openings, the one that has it
  };
  struct Desk {
    Now::time_point until;
    std::map<std::string, conversation::Archive::Question> asked;
  };
  mutable std::mutex guard;  ///< of all: each process has shards of its own
  std::map<std::string, Kept> kept;
  std::map<std::string, Desk> desks;
  int opened = 0;
  int closed = 0;
  int commands = 0;  ///< but for beats
  bool away = false;
  std::set<std::string> broken{};  ///< names under which nothing can be kept
  /// What one payer keeps in chats with names.
  std::size_t payer_chats_max = 5'000;
  std::size_t payer_bytes_max = 64 * 1024 * 1024;
  std::vector<std::string> written{};  ///< names, the one longest ago first
  /// Nobody beats for longer than that.
  std::chrono::milliseconds desk_life{4000};

  template <class F>
  auto look(F read) const {
    const std::lock_guard lock(guard);
    return read(*this);
  }
  void set_away(bool now) {
    const std::lock_guard lock(guard);
    away = now;
  }
  /// That process is not heard of any more.
  void lose(const std::string& instance) {
    const std::lock_guard lock(guard);
    std::erase_if(desks, [&](const auto& desk) { return desk.first.starts_with(instance + ":"); });
  }
  /// Chats with words in them.
  [[nodiscard]] std::size_t with_words() const {
    return look([](const ArchiveMemory& memory) {
      std::size_t count = 0;
      for (const auto& [name, chat] : memory.kept)
        count += chat.chat.empty() && chat.turn.empty() ? 0 : 1;
      return count;
    });
  }
};

class MemoryArchive final : public conversation::Archive {
  using Kept = ArchiveMemory::Kept;
  using Now = ArchiveMemory::Now;

 public:
  explicit MemoryArchive(ArchiveMemory& memory) : memory_(memory) {}
  [[nodiscard]] bool available() const noexcept override {
    return !memory_.look([](const ArchiveMemory& memory) { return memory.away; });
  }

  Task<Result<Opened>> open_turn(Opening opening) override {
    using conversation::Taking;
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.opened;
    ++memory_.commands;
    Opened opened;
    opened.what = Opened::What::lost;
    const auto at = memory_.kept.find(opening.name);
    const bool held = at != memory_.kept.end();
    const Kept before = held ? at->second : Kept{};
    const std::string instance = instance_of(opening.talker);
    const bool here = !held || instance_of(before.talker) == instance;
    const bool deleted = held && before.talker.empty();
    int order = before.order;
    if (before.shared) co_return opened;
    if (opening.taking == Taking::nothing) {
      if (held && before.talker != opening.talker && !deleted) {
        if (!opening.named && !here) share(opening.name);
        co_return opened;
      }
    } else {
      if (opening.named) {
        order = opening.order.empty() ? ++memory_.kept[opening.name].openings
                                      : std::stoi(opening.order);
        if (order == 0) order = before.order;
        if (order < before.order) co_return opened;
      }
      if (!here && before.there && !opening.insists) {
        const auto colon = before.talker.rfind(':');
        const auto desk = memory_.desks.find(before.talker.substr(0, colon));
        const bool lives = desk != memory_.desks.end() && desk->second.until > Now::now();
        if (lives) {
          Question question;
          question.number = std::stoull(before.talker.substr(colon + 1));
          question.asker = opening.talker;
          question.chat = opening.name;
          const bool met = before.met == opening.talker;
          if (met && opening.gone) co_return opened;
          question.what = met             ? Question::What::shares
                          : opening.named ? Question::What::gives_up
                                          : Question::What::is_there;
          desk->second.asked[std::to_string(question.number)] = question;
          if (met) {
            share(opening.name);
            co_return opened;
          }
        }
        if (lives || opening.early) {
          opened.what = Opened::What::occupied;
          opened.order = std::to_string(order);
          opened.holder = before.talker;
          co_return opened;
        }
      }
      const bool late = opening.gone && !here && Now::now() - *opening.missed <= before.written;
      if (late) co_return opened;
      const bool another = before.mark != 0 && opening.mark != 0 && before.mark != opening.mark;
      if (opening.taking == Taking::go_on && another) {
        share(opening.name);
        co_return opened;
      }
    }
    if (deleted) memory_.desks[instance + ":0"].asked.erase(opening.name);
    Kept& kept = memory_.kept[opening.name];
    if (opening.taking == Taking::begin) {
      kept = {};
      kept.instances = before.instances;
    }
    kept.openings = std::max(before.openings, order);
    kept.talker = std::move(opening.talker);
    kept.there = true;
    kept.written = Now::now();
    kept.met.clear();
    kept.cut.clear();
    kept.order = order;
    kept.instances.insert(instance);
    if (opening.mark != 0) kept.mark = opening.mark;
    kept.turn = std::move(opening.turn);
    opened.what = Opened::What::kept;
    opened.deleted = deleted;
    opened.newest_here = here || (opening.missed && Now::now() - *opening.missed > before.written);
    if (opening.taking != Taking::go_on) co_return opened;
    opened.chat = before.chat;
    if (!here) opened.turn = before.turn.empty() ? before.cut : before.turn;
    co_return opened;
  }

  Task<Result<Change>> close_turn(std::string name, std::string talker,
                                  conversation::ClientMark mark, std::string chat,
                                  std::string turn) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.closed;
    co_return write(name, std::move(talker), mark, std::move(chat), std::move(turn));
  }
  Task<Result<Change>> erase(std::string name, std::string talker) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    co_return write(name, std::move(talker), 0, {}, {});
  }
  Task<Result<bool>> forget(std::string name, std::string desk, std::string note) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.commands;
    Kept gone;
    gone.written = Now::now();
    gone.instances = memory_.kept[name].instances;
    bool known = true;
    for (const std::string& instance : gone.instances) {
      const auto at = memory_.desks.find(instance + ":0");
      const bool lives = at != memory_.desks.end() && at->second.until > Now::now();
      if (instance == instance_of(desk) || !lives) continue;
      Question question;
      question.what = Question::What::forgets;
      question.note = note;
      at->second.asked[name] = question;
      known = false;
    }
    memory_.kept[name] = gone;
    keep_within_share(name);
    co_return known;
  }
  Task<Result<bool>> is_forgotten(std::string name) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.commands;
    const Kept& kept = memory_.kept[name];
    if (!kept.talker.empty()) co_return true;
    for (const std::string& instance : kept.instances) {
      const auto at = memory_.desks.find(instance + ":0");
      if (at != memory_.desks.end() && at->second.asked.count(name) > 0) co_return false;
    }
    co_return true;
  }
  Task<Result<void>> leave(std::string name, std::string talker) override {
    co_return to_own(name, talker, [](Kept& kept) {
      kept.there = false;
      kept.turn.clear();
      kept.met.clear();
    });
  }
  Task<Result<void>> share(std::string name, std::string talker) override {
    co_return to_own(name, talker, [&](Kept& /*kept*/) { share(name); });
  }
  Task<Result<bool>> catch_up(std::string name, std::string talker, conversation::ClientMark mark,
                              Duration age, std::string chat) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    if (memory_.broken.count(name) > 0) co_return Error{Errc::refused, "broken"};
    const auto at = memory_.kept.find(name);
    const Now::time_point then = Now::now() - age;
    if (at != memory_.kept.end()) {
      if (at->second.shared) co_return false;
      const bool ours = instance_of(at->second.talker) == instance_of(talker);
      const bool older = then <= at->second.written;
      if (older && (!ours || at->second.there)) co_return false;
      at->second.talker = talker;
    }
    const Change written = write(name, std::move(talker), mark, std::move(chat), {});
    memory_.kept[name].there = false;
    memory_.kept[name].met.clear();
    memory_.kept[name].written = then;
    co_return written == Change::done;
  }

  Task<Result<std::vector<Question>>> beat(std::string desk) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    auto& here = memory_.desks[desk];
    here.until = Now::now() + memory_.desk_life;
    std::vector<Question> questions;
    for (auto& [key, question] : std::exchange(here.asked, {}))
      questions.push_back(question);
    co_return questions;
  }
  Task<Result<void>> answer(Question question, std::string talker, bool there) override {
    if (!there) {
      auto leaving = leave(question.chat, talker);
      co_return co_await std::move(leaving);
    }
    co_return to_own(question.chat, talker, [&](Kept& kept) { kept.met = question.asker; });
  }

 private:
  static Error away() { return Error{Errc::unavailable, "away"}; }
  static std::string instance_of(const std::string& talker) {
    return talker.substr(0, talker.find(':'));
  }
  void share(const std::string& name) {
    Kept shared;
    shared.shared = true;
    memory_.kept[name] = shared;
  }
  Change write(const std::string& name, std::string talker, conversation::ClientMark mark,
               std::string chat, std::string turn) {
    ++memory_.commands;
    const auto at = memory_.kept.find(name);
    const bool held = at != memory_.kept.end();
    if (held && at->second.shared) return Change::lost;
    if (held && at->second.talker.empty()) return Change::forgotten;
    if (held && at->second.talker != talker) return Change::lost;
    Kept& kept = memory_.kept[name];
    if (!held) kept.there = true;
    kept.instances.insert(instance_of(talker));
    kept.talker = std::move(talker);
    if (mark != 0) kept.mark = mark;
    kept.chat = std::move(chat);
    kept.turn.clear();
    kept.cut = std::move(turn);
    kept.written = Now::now();
    keep_within_share(name);
    return Change::done;
  }
  /// Beyond a payer's limits the chat that was written longest ago goes.
  void keep_within_share(const std::string& name) {
    const std::string payer(conversation::payer_of_chat(name));
    if (payer == name) return;
    std::erase(memory_.written, name);
    memory_.written.push_back(name);
    for (;;) {
      std::size_t chats = 0;
      std::size_t bytes = 0;
      std::string oldest;
      for (const std::string& one : memory_.written) {
        if (conversation::payer_of_chat(one) != payer) continue;
        if (oldest.empty()) oldest = one;
        ++chats;
        const auto at = memory_.kept.find(one);
        if (at != memory_.kept.end()) bytes += at->second.chat.size() + at->second.cut.size();
      }
      const bool too_much = chats > memory_.payer_chats_max || bytes > memory_.payer_bytes_max;
      if (!too_much || chats == 1) break;
      memory_.kept.erase(oldest);
      std::erase(memory_.written, oldest);
    }
  }
  template <class F>
  Result<void> to_own(const std::string& name, const std::string& talker, F change) {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) return away();
    ++memory_.commands;
    const auto at = memory_.kept.find(name);
    if (at != memory_.kept.end() && at->second.talker == talker) change(at->second);
    return {};
  }

  ArchiveMemory& memory_;
};

}  // namespace spotter::testing
