// The bytes of a file or of standard input, in constant memory; what gzip, xz or zstd have packed comes out unpacked. They
// are recognised by their first bytes and unpacked by the tool of that name, in a process beside this one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace ui {

class ByteSource {
public:
    /// "-" is standard input. The error says what cannot be opened, or which tool is missing.
    static base::Result<ByteSource> open(const std::string& name);
    ByteSource(ByteSource&& other) noexcept;
    ByteSource& operator=(ByteSource&&) = delete;
    ~ByteSource();

    /// Fills as much of `room` as there is; 0 at the end, or when reading failed.
    std::size_t read(char* room, std::size_t size);
    /// After a read() of 0: whether that was the end.
    base::Status status();

    /// How much of the file itself was taken, packed or not, and how large it is; 0 where that cannot be told.
    std::uint64_t taken() const;
    std::uint64_t whole() const;

    /// "trace.din.xz" -> "trace.din"; other names stay.
    static std::string plain_name(const std::string& name);

private:
    ByteSource() = default;
    base::Status unpack(const std::string& tool);
    void end_children();

    int fd_ = -1;
    int file_ = -1;        ///< the file itself; the one who feeds the unpacker moves on in it as well
    std::string head_;     ///< read already, to see what it is
    std::string tool_;     ///< empty: nothing is packed
    pid_t feeder_ = 0, unpacker_ = 0;
    bool failed_ = false;
};

/// Where a program of that name is, as the shell would find it; empty: nowhere.
std::string find_program(const std::string& name);

}  // namespace ui
