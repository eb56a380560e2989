// The RAM that the host and QEMU's guest share as a file, and where things lie in it.
#pragma once

#include <cstdint>
#include <string>

namespace qemu {

constexpr std::uint64_t ram_bytes = std::uint64_t{128} << 20;
constexpr std::uint64_t parameters = 0x1c0000;          // see guest.S
constexpr std::uint64_t harness_tables = 0x200000;      // what maps the guest's own program
constexpr std::uint64_t tables = 0x600000;              // the tables under test
constexpr std::uint64_t zone = std::uint64_t{32} << 20; // where pages lie, up to zone_end
constexpr std::uint64_t zone_end = std::uint64_t{48} << 20;
constexpr std::uint64_t probe_area = std::uint64_t{48} << 20;

/// What every 8 bytes of the zone hold: `mov $pa/8, %eax; int3; nop` and a byte to be written. Read
/// or executed, they tell where they lie.
constexpr std::uint64_t zone_word(std::uint64_t pa) { return 0x0090cc00000000b8u | (pa >> 3) << 8; }

class GuestRam {
public:
    /// A sparse file of ram_bytes; a bad path leaves ok() false.
    explicit GuestRam(const std::string& path);
    ~GuestRam();
    GuestRam(const GuestRam&) = delete;
    GuestRam& operator=(const GuestRam&) = delete;

    bool ok() const { return bytes_ != nullptr; }
    std::uint64_t read(std::uint64_t pa) const;
    void write(std::uint64_t pa, std::uint64_t word);

    /// Fills the zone and makes the tables that map the guest's program. `five`: five levels.
    void prepare(bool five);
    /// What the last slot of a root under test holds.
    std::uint64_t harness_entry() const { return harness_entry_; }

private:
    unsigned char* bytes_ = nullptr;
    std::uint64_t harness_entry_ = 0;
};

}  // namespace qemu
