#include <spotter/llm/openai/settings.hpp>

#include <catch2/catch.hpp>

#include <string_view>

using namespace spotter::llm::openai;

TEST_CASE("servers on this machine and in private networks are local", "[openai]") {
  const std::string_view url = GENERATE(
      as<std::string_view>{}, "http://127.0.0.1:11434/v1", "http://127.8.9.1/v1",
      "http://localhost:8000/v1", "http://[::1]:8080/v1", "http://10.1.2.3/v1",
      "http://172.16.0.1/v1", "http://172.31.255.1/v1", "http://192.168.1.5:4000/v1",
      "http://169.254.1.1/v1", "http://[fd12::1]/v1", "http://[fe80::1]/v1",
      "http://[::ffff:10.0.0.1]/v1", "http://ollama:11434/v1", "http://gpu.local/v1",
      "http://HOST.DOCKER.INTERNAL:8000/v1", "http://box.lan", "http://user:pw@10.0.0.1/v1");
  CHECK(is_local(url));
}

TEST_CASE("other servers are not local", "[openai]") {
  const std::string_view url =
      GENERATE(as<std::string_view>{}, "https://api.openai.com/v1", "https://openrouter.ai/api/v1",
               "http://172.32.0.1/v1", "http://172.15.0.1/v1", "http://8.8.8.8/v1",
               "http://192.169.0.1/v1", "http://[2001:db8::1]/v1", "http://[::ffff:8.8.8.8]/v1",
               "http://127.0.0.1.example.org/v1", "http://localhost.example.org/v1", "");
  CHECK_FALSE(is_local(url));
}
