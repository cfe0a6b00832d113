#pragma once

#include "hub/protocol.hpp"

namespace spotter::hub {

namespace messagepack {
class Reader;

/// Makes a record of what stands behind `begin`: puts its length before it.
void frame_record(std::string& out, std::size_t begin);
/// The length of a record of so many bytes, as it stands before it.
void append_record_length(std::string& out, std::size_t bytes);
}  // namespace messagepack

/// The protocol "messagepack": records as arrays, with a length before each. What a record's array
/// has beyond the elements of its type, and what stands behind the array, is not looked at.
class MessagePackProtocol final : public Protocol {
 public:
  /// `parser` holds the values of the record that was parsed last. Writing leaves it alone.
  explicit MessagePackProtocol(codec::JsonParser& parser) : parser_(parser) {}

  [[nodiscard]] Encoding encoding() const noexcept override { return Encoding::messagepack; }
  [[nodiscard]] Format format() const noexcept override { return Format::binary; }
  [[nodiscard]] Framing framing() const noexcept override { return Framing::length; }

  Result<Record> parse(std::string_view bytes) override;
  void write_invocation(std::string& out, std::string_view id, std::string_view target,
                        std::string_view arguments) override;
  void write_item(std::string& out, std::string_view id, std::string_view item) override;
  void write_result(std::string& out, std::string_view id, std::string_view result) override;
  void write_stream_end(std::string& out, std::string_view id) override;
  void write_error(std::string& out, std::string_view id, std::string_view error) override;
  void write_ping(std::string& out) override;
  void write_close(std::string& out, Close close, std::string_view error) override;
  void write_ack(std::string& out, std::int64_t sequence_id) override;
  void write_sequence(std::string& out, std::int64_t sequence_id) override;

 private:
  Result<void> read_elements(messagepack::Reader& reader, std::size_t count, Record& record);
  Result<void> read_invocation(messagepack::Reader& reader, std::size_t count, Record& record);
  Result<void> read_completion(messagepack::Reader& reader, std::size_t count, Record& record);
  Result<void> read_value(messagepack::Reader& reader, Record& record);

  codec::JsonParser& parser_;
};

}  // namespace spotter::hub
