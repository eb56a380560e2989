// Walkers written from the rules of the architectures (Intel SDM 3A chapter 4; Arm ARM D8; the RISC-V
// privileged specification), to judge the MMU's: other data structures, other order of tests,
// nothing shared but the RAM and the description of the format.
#pragma once

#include <vector>

#include "core/hw/mmu.h"

namespace test {

using hw::AccessRequest;
using hw::AccessType;
using hw::Hardware;
using hw::Outcome;
using hw::PagingFormat;


struct Expected {
    Outcome outcome = Outcome::ok;
    std::uint64_t pa = 0;
    std::uint32_t code = 0;
    unsigned level = 0;
    unsigned reads = 0;
    hw::FaultCause cause = hw::FaultCause::none;
    hw::Ram ram{0}; // afterwards, A and D set; meaningful on success
};

inline bool flag(std::uint64_t word, unsigned bit, bool missing) { return bit == hw::no_bit ? missing : (word >> bit & 1) != 0; }

// One linear address, all levels at once: first collect the words, then judge them.
inline Expected reference_x86(const Hardware& hw, std::uint64_t root, const AccessRequest& request) {
    const PagingFormat& f = hw.format;
    const hw::EntryLayout& at = f.entry;
    Expected result;
    result.ram = hw.ram;
    const std::uint64_t va = request.va.value;
    if (f.canonical == hw::CanonicalRule::sign_extended) {
        const std::uint64_t top = va >> (f.va_bits() - 1);
        if (top != 0 && top != (~std::uint64_t{0} >> (f.va_bits() - 1))) {
            result.outcome = Outcome::general_protection;
            return result;
        }
    }
    if (f.canonical == hw::CanonicalRule::below_limit && va >= f.va_limit) {
        result.outcome = Outcome::page_fault;
        result.code = (request.type == AccessType::write ? 2u : 0u) | (request.user ? 4u : 0u);
        result.level = f.level_count;
        return result;
    }
    const bool writes = request.type == AccessType::write, fetches = request.type == AccessType::fetch;
    const std::uint32_t cause = (writes ? 2u : 0u) | (request.user ? 4u : 0u) |
                                (fetches && hw.no_execute && at.no_execute != hw::no_bit ? 16u : 0u);
    const auto page_fault = [&](std::uint32_t code) {
        result.outcome = Outcome::page_fault;
        result.code = code | cause;
        return result;
    };
    struct Used {
        std::uint64_t address, word;
    };
    std::vector<Used> used;
    std::uint64_t table = root;
    for (unsigned level = f.level_count;; --level) {
        unsigned low = f.page_bits; // lowest bit of this level's index
        for (unsigned n = 1; n < level; ++n) low += f.level(n).bits;
        const std::uint64_t index = va >> low & ((std::uint64_t{1} << f.level(level).bits) - 1);
        const std::uint64_t address = table + index * at.bytes;
        const std::uint64_t word = hw.ram.read({address}, at.bytes);
        used.push_back({address, word});
        result.level = level;
        result.reads = static_cast<unsigned>(used.size());
        if (!flag(word, at.present, true)) return page_fault(0);
        const bool large = level > 1 && flag(word, at.page_size, false);
        const bool last = level == 1 || (large && f.level(level).leaf_allowed);
        // Reserved: the frame above MAXPHYADDR, the frame below a large page's size (but for PAT
        // at its lowest bit), and PS where the level maps no pages.
        std::uint64_t reserved = 0;
        for (unsigned bit = at.frame_lo; bit <= at.frame_hi; ++bit) {
            const unsigned address_bit = bit - at.frame_lo + f.page_bits;
            if (address_bit >= f.phys_bits) reserved |= std::uint64_t{1} << bit;
            if (last && level > 1 && address_bit < low && bit != at.frame_lo) reserved |= std::uint64_t{1} << bit;
        }
        if (at.no_execute != hw::no_bit && !hw.no_execute) reserved |= std::uint64_t{1} << at.no_execute; // EFER.NXE = 0
        if (f.name == "pae" && level == 3) reserved |= 0x80000000000001e6; // XD, 8:5, 2:1
        else if (large && !last) return page_fault(1 | 8);
        std::uint64_t upper = 0;
        if (f.name == "i386" && large) { // PSE-36: bits 20:13 are address bits 39:32
            reserved &= ~std::uint64_t{0x1fe000};
            for (unsigned bit = 13; bit <= 20; ++bit) {
                if (bit + 19 >= f.phys_bits) reserved |= std::uint64_t{1} << bit;
                else upper |= (word >> bit & 1) << (bit + 19);
            }
        }
        if ((word & reserved) != 0) return page_fault(1 | 8);
        std::uint64_t frame = 0;
        for (unsigned bit = at.frame_lo; bit <= at.frame_hi; ++bit)
            if (flag(word, bit, false)) frame += std::uint64_t{1} << (bit - at.frame_lo + f.page_bits);
        if (!last) {
            table = frame;
            continue;
        }
        const std::uint64_t page = std::uint64_t{1} << low;
        result.pa = upper + frame / page * page + va % page;
        break;
    }
    bool writable = true, user = true, executable = true;
    for (const Used& u : used) {
        if (f.name == "pae" && &u == &used[0]) continue; // the top entry protects nothing
        if (!flag(u.word, at.write, true)) writable = false;
        if (!flag(u.word, at.user, true)) user = false;
        if (flag(u.word, at.no_execute, false)) executable = false;
    }
    if (request.user && !user) return page_fault(1);
    if (writes && !writable && (request.user || hw.write_protect)) return page_fault(1);
    if (fetches && !executable && hw.no_execute) return page_fault(1);
    for (std::size_t i = 0; i < used.size(); ++i) {
        // Read again: an entry may be met twice on one walk, when a table names itself.
        std::uint64_t word = result.ram.read({used[i].address}, at.bytes);
        if (f.name == "pae" && i == 0) continue; // and keeps no A
        if (at.accessed != hw::no_bit) word |= std::uint64_t{1} << at.accessed;
        if (i + 1 == used.size() && writes && at.dirty != hw::no_bit) word |= std::uint64_t{1} << at.dirty;
        result.ram.write({used[i].address}, at.bytes, word);
    }
    return result;
}

inline Expected faulted(Expected result, const AccessRequest& request, hw::FaultCause cause, std::uint32_t code) {
    result.outcome = Outcome::page_fault;
    result.cause = cause;
    result.code = code | (request.type == AccessType::write ? 2u : 0u) | (request.user ? 4u : 0u) | (request.type == AccessType::fetch ? 16u : 0u);
    return result;
}

// 64-bit ARM. The granule, the address widths and HAFDBS are read off the format's name.
inline Expected reference_arm(const Hardware& hw, std::uint64_t root, const AccessRequest& request) {
    const PagingFormat& f = hw.format;
    Expected r;
    r.ram = hw.ram;
    const unsigned granule = f.name.find("-4k-") != std::string::npos ? 12 : f.name.find("-16k-") != std::string::npos ? 14 : 16;
    const unsigned width = static_cast<unsigned>(std::stoul(f.name.substr(f.name.rfind('-') + 1)));
    const bool hafdbs = f.name.find("+hafdbs") != std::string::npos, wide = width == 52;
    const unsigned stride = granule - 3, levels = (width - granule + stride - 1) / stride;
    const std::uint64_t va = request.va.value;
    r.level = levels;
    const std::uint64_t top = va >> width;
    if (top != 0 && top != ~std::uint64_t{0} >> width) return faulted(r, request, hw::FaultCause::bad_address, 0);
    if (top != 0) return faulted(r, request, hw::FaultCause::absent, 0); // nobody loaded TTBR1
    bool read_only = false, no_el0 = false, uxn = false, pxn = false;
    std::uint64_t table = root;
    for (unsigned level = levels;; --level) {
        const unsigned shift = granule + stride * (level - 1), bits = level == levels ? width - shift : stride;
        const std::uint64_t at = table + (va >> shift) % (std::uint64_t{1} << bits) * 8, word = hw.ram.read({at}, 8);
        r.level = level;
        ++r.reads;
        const unsigned type = word & 3;
        const bool block_here = level > 1 && level <= (granule == 12 ? 3u : 2u) + (wide ? 1u : 0u);
        if (type == 0 || type == 2 || (type == 1 && !block_here)) return faulted(r, request, hw::FaultCause::absent, 0);
        std::uint64_t address = word & 0x0000ffffffffffff & ~((std::uint64_t{1} << granule) - 1);
        if (wide && granule == 16) address |= (word >> 12 & 15) << 48;
        if (wide && granule != 16) address |= (word >> 48 & 3) << 48 | (word >> 8 & 3) << 50;
        if (address >> f.phys_bits != 0) return faulted(r, request, hw::FaultCause::reserved, 1 | 8);
        if (level > 1 && type == 3) {
            read_only = read_only || (word >> 62 & 1);
            no_el0 = no_el0 || (word >> 61 & 1);
            uxn = uxn || (word >> 60 & 1);
            pxn = pxn || (word >> 59 & 1);
            table = address;
            continue;
        }
        const bool dbm = hafdbs && (word >> 51 & 1);
        read_only = read_only || ((word >> 7 & 1) && !dbm);
        no_el0 = no_el0 || !(word >> 6 & 1);
        uxn = uxn || (word >> 54 & 1);
        pxn = pxn || (word >> 53 & 1);
        const bool access_flag = word >> 10 & 1;
        if (!access_flag && !hafdbs) return faulted(r, request, hw::FaultCause::mark, 1);
        const bool store = request.type == AccessType::write, fetch = request.type == AccessType::fetch;
        const bool el1_xn = pxn || (!no_el0 && !read_only);
        if ((request.user && no_el0) || (store && read_only) || (fetch && (request.user ? uxn : el1_xn)))
            return faulted(r, request, hw::FaultCause::permission, 1);
        std::uint64_t changed = word;
        if (hafdbs) changed |= 1u << 10;
        if (hafdbs && store) changed &= ~std::uint64_t{1 << 7};
        r.ram.write({at}, 8, changed);
        const std::uint64_t page = std::uint64_t{1} << shift;
        r.pa = address / page * page + va % page;
        return r;
    }
}

inline Expected reference_riscv(const Hardware& hw, std::uint64_t root, const AccessRequest& request) {
    const PagingFormat& f = hw.format;
    Expected r;
    r.ram = hw.ram;
    const bool sv32 = f.name.rfind("sv32", 0) == 0, svadu = f.name.find("+svadu") != std::string::npos, svnapot = f.name.find("+svnapot") != std::string::npos;
    const unsigned levels = sv32 ? 2 : f.name.rfind("sv39", 0) == 0 ? 3 : f.name.rfind("sv48", 0) == 0 ? 4 : 5;
    const unsigned stride = sv32 ? 10 : 9, bytes = sv32 ? 4 : 8;
    const std::uint64_t va = request.va.value;
    r.level = levels;
    if (!sv32) {
        const std::uint64_t top = va >> (11 + 9 * levels);
        if (top != 0 && top != ~std::uint64_t{0} >> (11 + 9 * levels)) return faulted(r, request, hw::FaultCause::bad_address, 0);
    }
    std::uint64_t table = root;
    for (unsigned level = levels;; --level) {
        const unsigned shift = 12 + stride * (level - 1);
        const std::uint64_t at = table + (va >> shift) % (std::uint64_t{1} << stride) * bytes, pte = hw.ram.read({at}, bytes);
        r.level = level;
        ++r.reads;
        const bool v = pte & 1, rd = pte & 2, wr = pte & 4, ex = pte & 8, u = pte & 16, a = pte & 64, d = pte & 128;
        if (!v) return faulted(r, request, hw::FaultCause::absent, 0);
        const auto broken = [&] { return faulted(r, request, hw::FaultCause::reserved, 1 | 8); };
        if (wr && !rd) return broken();
        std::uint64_t ppn = sv32 ? pte >> 10 : pte >> 10 & 0xfffffffffff;
        const bool n = !sv32 && pte >> 63;
        if (!sv32 && (pte >> 54 & 0x1ff) != 0) return broken(); // 60:54 and PBMT
        if (n && !(svnapot && level == 1 && (rd || ex) && ppn % 16 == 8)) return broken();
        if (ppn << 12 >> f.phys_bits != 0) return broken();
        if (!rd && !ex) {
            if (level == 1 || u || a || d) return broken();
            table = ppn << 12;
            continue;
        }
        if (ppn % (std::uint64_t{1} << (shift - 12)) != 0) return broken();
        const bool store = request.type == AccessType::write;
        const bool granted = request.type == AccessType::read ? rd : store ? wr : ex;
        if (!granted || u != request.user) return faulted(r, request, hw::FaultCause::permission, 1);
        if (!svadu && (!a || (store && !d))) return faulted(r, request, hw::FaultCause::mark, 1);
        if (svadu) r.ram.write({at}, bytes, pte | 64 | (store ? 128 : 0));
        const std::uint64_t page = std::uint64_t{1} << (n ? 16 : shift);
        r.pa = (ppn << 12) / page * page + va % page;
        return r;
    }
}

/// What the walk for this access must do, nothing cached.
inline Expected reference(const Hardware& hw, std::uint64_t root, const AccessRequest& request) {
    if (hw.format.architecture == hw::Architecture::arm) return reference_arm(hw, root, request);
    return hw.format.architecture == hw::Architecture::riscv ? reference_riscv(hw, root, request) : reference_x86(hw, root, request);
}

}  // namespace test
