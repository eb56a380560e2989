// What a walk, or the TLB entry made from it, allows (private to hw/).
#pragma once

#include <array>

#include "core/base/bits.h"
#include "core/hw/entry.h"
#include "core/hw/hardware.h"
#include "core/hw/mmu.h"

namespace hw {

/// What the levels passed so far allow: write and user must be granted by all, execution forbidden
/// by any.
struct Rights {
    bool read = true;
    bool write = true;
    bool user = true;
    bool no_execute = false;
    bool kernel_no_execute = false;

    void narrow(const Entry& entry) {
        read = read && entry.read;
        write = write && entry.write;
        user = user && entry.user;
        no_execute = no_execute || entry.no_execute;
        kernel_no_execute = kernel_no_execute || entry.kernel_no_execute;
    }
};

/// The processor's switches that decide about accesses: CR0.WP and EFER.NXE, which only x86 has.
struct Switches {
    bool write_protect = true;
    bool no_execute = true;
    Architecture architecture = Architecture::x86;
};

constexpr bool allows(const Rights& rights, const Switches& on, AccessType type, bool user) {
    if (user && !rights.user) return false;
    // RISC-V with SUM clear: the kernel keeps its hands off the pages of programs.
    if (!user && rights.user && on.architecture == Architecture::riscv) return false;
    switch (type) {
        case AccessType::read: return rights.read;
        case AccessType::write: return rights.write || (!user && !on.write_protect);
        case AccessType::fetch: break;
    }
    if (on.architecture != Architecture::arm || user) return !(rights.no_execute && on.no_execute);
    // ARM: the kernel has a bit of its own, and never executes what programs can write.
    return !rights.kernel_no_execute && !(rights.user && rights.write);
}

/// TlbEntry::allowed: judges every access at every setting of the switches. A write needs D.
constexpr std::uint32_t judge_accesses(const Rights& rights, Architecture architecture, bool dirty) {
    std::uint32_t mask = 0;
    for (const bool wp : {false, true})
        for (const bool nx : {false, true})
            for (const AccessType type : {AccessType::read, AccessType::write, AccessType::fetch})
                for (const bool user : {false, true}) {
                    const Switches on{wp || architecture != Architecture::x86, nx || architecture != Architecture::x86, architecture};
                    if (allows(rights, on, type, user) && (dirty || type != AccessType::write)) mask |= 1u << access_bit(wp, nx, type, user);
                }
    return mask;
}

/// judge_accesses() of everything there is, as every fill of a TLB needs it:
///
///     | architecture | D | kernel no execute | no execute | user | write | read |
constexpr std::array<std::uint32_t, 3 << 6> judged_accesses = [] {
    std::array<std::uint32_t, 3 << 6> judged{};
    for (unsigned i = 0; i < judged.size(); ++i)
        judged[i] = judge_accesses({base::test_bit(i, 0), base::test_bit(i, 1), base::test_bit(i, 2), base::test_bit(i, 3), base::test_bit(i, 4)},
                                   static_cast<Architecture>(i >> 6), base::test_bit(i, 5));
    return judged;
}();

inline std::uint32_t allowed_accesses(const Rights& rights, Architecture architecture, bool dirty) {
    return judged_accesses[static_cast<unsigned>(architecture) << 6 | unsigned{dirty} << 5 | unsigned{rights.kernel_no_execute} << 4 |
                           unsigned{rights.no_execute} << 3 | unsigned{rights.user} << 2 | unsigned{rights.write} << 1 | unsigned{rights.read}];
}

}  // namespace hw
