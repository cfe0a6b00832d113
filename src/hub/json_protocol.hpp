#pragma once

#include "hub/protocol.hpp"

namespace spotter::hub {

/// The protocol "json": records as text, with an end mark.
class JsonProtocol final : public Protocol {
 public:
  explicit JsonProtocol(codec::JsonParser& parser) : parser_(parser) {}

  [[nodiscard]] Encoding encoding() const noexcept override { return Encoding::json; }
  [[nodiscard]] Format format() const noexcept override { return Format::text; }
  [[nodiscard]] Framing framing() const noexcept override { return Framing::end_mark; }

  Result<Record> parse(std::string_view bytes) override;
  void write_invocation(std::string& out, std::string_view id, std::string_view target,
                        std::string_view arguments) override;
  void write_item(std::string& out, std::string_view id, std::string_view item) override;
  void write_result(std::string& out, std::string_view id, const Json& result) override;
  void write_stream_end(std::string& out, std::string_view id) override;
  void write_error(std::string& out, std::string_view id, std::string_view error) override;
  void write_ping(std::string& out) override;
  void write_close(std::string& out, Close close, std::string_view error) override;
  void write_ack(std::string& out, std::int64_t sequence_id) override;
  void write_sequence(std::string& out, std::int64_t sequence_id) override;

 private:
  codec::JsonParser& parser_;
};

}  // namespace spotter::hub
