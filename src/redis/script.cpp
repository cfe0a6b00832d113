#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/redis/client.hpp>

namespace spotter::redis {

Script::Script(std::string source)
    : source_(std::move(source)), sha1_(to_hex(crypto::sha1(source_))) {}

}  // namespace spotter::redis
