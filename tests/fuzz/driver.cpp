// Drives a fuzz target without a fuzzer: each input of its corpus, then mutations of them that are
// always the same. Quick, the same everywhere, and part of every test run; what looks for new ways
// is `./dev fuzz`.
#include "fuzz/check.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sanitizer/common_interface_defs.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

/// A mutation is never longer, unless its input is.
constexpr std::size_t kInputBytesMax = 4096;
constexpr unsigned kSecondsMax = 300;

std::string current;
std::string crash_file;

void keep_current() {
  std::ofstream(crash_file, std::ios::binary) << current;
}

void on_abort(int) {
  keep_current();
  std::_Exit(1);
}

void run(std::string input) {
  current = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(current.data()), current.size());
}

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> inputs;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return inputs;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string next() {
    std::string input = any_input();
    for (std::size_t steps = 1 + below(5); steps > 0; --steps)
      change(input);
    return input;
  }

 private:
  std::size_t below(std::size_t end) {
    return end == 0 ? 0 : static_cast<std::size_t>(random_() % end);
  }
  const std::string& any_input() { return corpus_[below(corpus_.size())]; }

  char any_byte() {
    // What means something in JSON, MessagePack, a query, an event stream or their framing.
    using namespace std::string_view_literals;
    constexpr auto kSpecial =
        "\0\x01\x02\x03\x04\x05\x06\x07\x1e\n\r \"\\{}[],:0179-.eE%&=+untfd\x7f\x80\x90\x91\xa0\xa1"
        "\xc0\xc1\xc2\xc4\xc7\xcb\xcc\xcf\xd3\xd9\xdb\xdd\xdf\xe0\xff"sv;
    if (below(3) > 0) return kSpecial[below(kSpecial.size())];
    return static_cast<char>(static_cast<unsigned char>(below(256)));
  }

  void change(std::string& input) {
    const std::size_t at = below(input.size() + 1);
    const std::size_t length = below(std::min<std::size_t>(input.size() - at, 32) + 1);
    switch (below(7)) {
      case 0:
        if (at < input.size()) input[at] = any_byte();
        break;
      case 1:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(7)));
        break;
      case 2:
        input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), any_byte());
        break;
      case 3:
        input.erase(at, length);
        break;
      case 4:
        input.insert(below(input.size() + 1), input.substr(at, length));
        break;
      case 5:
        input.insert(at, 1 + below(70), any_byte());
        break;
      default: {
        const std::string& other = any_input();
        const std::size_t from = below(other.size() + 1);
        input.replace(at, below(2) * length, other, from, below(other.size() - from + 1));
        break;
      }
    }
    input.resize(std::min(input.size(), kInputBytesMax));
  }

  const std::vector<std::string>& corpus_;
  std::mt19937_64 random_{20'260'101};
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: " << arguments[0] << " CORPUS MUTATIONS CRASH-FILE\n"
              << "An input that the target dies of is left in CRASH-FILE.\n";
    return 2;
  }
  const auto corpus = read_corpus(arguments[1]);
  const int mutations = std::stoi(arguments[2]);
  crash_file = arguments[3];
  if (corpus.empty()) {
    std::cerr << "no inputs in " << arguments[1] << '\n';
    return 2;
  }
  __sanitizer_set_death_callback(keep_current);
  std::signal(SIGABRT, on_abort);
  std::signal(SIGALRM, on_abort);
  alarm(kSecondsMax);  // an input that takes for ever
  for (const auto& input : corpus)
    run(input);
  Mutator mutator(corpus);
  for (int i = 0; i < mutations; ++i)
    run(mutator.next());
  std::cout << corpus.size() << " inputs, " << mutations << " mutations\n";
}
