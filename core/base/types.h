// Addresses and page numbers as distinct types: a virtual address can never be used where a
// physical one is meant. All are 64-bit; what a value may hold depends on the paging format.
#pragma once

#include <compare>
#include <cstdint>

namespace base {

/// Unsigned 128-bit integer: the type of every expression value (table sizes of a 64-bit space
/// in bytes do not fit 64 bits).
using u128 = unsigned __int128;

template <class Tag>
struct StrongInt {
    std::uint64_t value = 0;
    friend constexpr bool operator==(StrongInt, StrongInt) = default;
    friend constexpr auto operator<=>(StrongInt, StrongInt) = default;
};

using VirtAddr = StrongInt<struct VirtAddrTag>;  ///< byte address a program uses
using PhysAddr = StrongInt<struct PhysAddrTag>;  ///< byte address in simulated RAM
using Vpn = StrongInt<struct VpnTag>;            ///< virtual page number: address >> page_bits
using Pfn = StrongInt<struct PfnTag>;            ///< page frame number: address >> page_bits
using Asid = StrongInt<struct AsidTag>;          ///< address space tag in a TLB (x86: PCID)

[[gnu::always_inline]] constexpr VirtAddr operator+(VirtAddr a, std::uint64_t bytes) { return {a.value + bytes}; }
[[gnu::always_inline]] constexpr PhysAddr operator+(PhysAddr a, std::uint64_t bytes) { return {a.value + bytes}; }

}  // namespace base
