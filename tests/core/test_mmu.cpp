// The walk against walkers written from the architectures' rules, then case by case.
#include "core/hw/mmu.h"

#include "core/hw/presets.h"
#include "tests/core/formats.h"
#include "tests/core/reference_walk.h"
#include "tests/core/support.h"

using base::PhysAddr;
using base::VirtAddr;
using hw::AccessRequest;
using hw::AccessType;
using hw::Hardware;
using hw::Outcome;
using hw::PagingFormat;
using hw::Translation;
using test::Expected;
using test::reference;

namespace {
// Every address, type and mode against the reference, with the TLB off.
void check_access(Hardware& hw, const AccessRequest& request) {
    const Hardware before = hw;
    const Expected expected = reference(hw, hw.cores[0].root.value, request);
    const Translation t = hw::access(hw, 0, request, hw::RecordNothing{});
    INFO(hw.format.name << " va " << base::hex(request.va.value) << " " << to_text(request.type) << (request.user ? " user" : " super"));
    REQUIRE(t.outcome == expected.outcome);
    REQUIRE(t.reads == expected.reads);
    if (t.outcome == Outcome::ok) {
        REQUIRE(t.pa.value == expected.pa);
        REQUIRE(t.level == expected.level);
        REQUIRE(hw.ram == expected.ram);
    } else if (t.outcome == Outcome::page_fault) {
        REQUIRE(t.error_code == expected.code);
        REQUIRE(t.level == expected.level);
        if (hw.format.architecture != hw::Architecture::x86) REQUIRE(t.cause == expected.cause);
        REQUIRE(hw.cores[0].fault_address == request.va);
    } else {
        REQUIRE(hw.ram == before.ram);
        REQUIRE(hw.cores[0].fault_address == before.cores[0].fault_address);
    }
}

Hardware hardware_of(const PagingFormat& format, std::uint64_t ram_bytes, const hw::TlbPlan& tlb = hw::TlbConfig{0, 1}) {
    Hardware hw;
    hw.format = format;
    hw.costs = *hw::find_preset("course-text");
    hw.ram = hw::Ram(ram_bytes);
    hw.cores.resize(1);
    hw.cores[0].tlb = hw::Tlb(tlb);
    return hw;
}

// Puts a word into the table at `table`.
void put(Hardware& hw, std::uint64_t table, std::uint64_t index, std::uint64_t word) {
    hw.ram.write({table + index * hw.format.entry.bytes}, hw.format.entry.bytes, word);
}

// A word of `level` that mostly makes sense; now and then noise.
std::uint64_t random_word(const PagingFormat& f, unsigned level, base::Pfn frame, base::Rng& rng) {
    const auto mostly = [&](unsigned times) { return rng.below(times) != 0; };
    if (!mostly(8)) return rng.next() & base::low_mask(8 * f.entry.bytes);
    hw::Entry e;
    e.present = mostly(10);
    e.leaf = level == 1 || (f.level(level).leaf_allowed && !mostly(5));
    if (e.leaf && mostly(4)) frame.value &= ~base::low_mask(f.level(level).shift - f.page_bits);
    e.write = mostly(5);
    e.read = e.write || mostly(4);
    e.user = mostly(3);
    e.no_execute = !mostly(4);
    e.kernel_no_execute = !mostly(3);
    e.accessed = e.leaf && (f.architecture != hw::Architecture::x86 ? mostly(5) : mostly(2));
    e.dirty = e.leaf && mostly(3);
    e.pfn = frame;
    std::uint64_t word = encode(f, level, e);
    if (!mostly(12)) word ^= std::uint64_t{1} << rng.below(8 * f.entry.bytes);
    return word;
}

// Tables at random places, their entries mostly present, now and then broken. Runs are left to tests
// of their own: entries of a run that differ make it unpredictable.
std::vector<VirtAddr> random_tables(Hardware& hw, base::Rng& rng, bool runs = true) {
    const PagingFormat& f = hw.format;
    const std::uint64_t frames = hw.ram.bytes() >> f.page_bits;
    std::uint64_t step = 1;
    for (unsigned level = 1; level <= f.level_count; ++level) step = std::max(step, f.table_frames(level));
    const auto some_frame = [&] { return rng.below(std::max<std::uint64_t>(1, frames / step)) * step; };
    hw.cores[0].root = {some_frame() << f.page_bits};
    std::vector<VirtAddr> addresses;
    for (int i = 0; i < 12; ++i) {
        const std::uint64_t drawn = rng.next() & base::low_mask(f.register_bits);
        const VirtAddr va = f.canonicalised({f.canonical == hw::CanonicalRule::bit_55 && rng.below(8) != 0 ? drawn & base::low_mask(f.va_bits()) : drawn});
        addresses.push_back(va);
        std::uint64_t table = hw.cores[0].root.value;
        for (unsigned level = f.level_count; level >= 1; --level) {
            const std::uint64_t at = table + f.index(va, level) * f.entry.bytes;
            std::uint64_t word = hw.ram.read({at}, f.entry.bytes);
            if (!decode(f, level, word).present) {
                word = random_word(f, level, {some_frame()}, rng);
                if (f.entry.contiguous != hw::no_bit && (!runs || rng.below(4) != 0)) word &= ~(std::uint64_t{1} << f.entry.contiguous);
                hw.ram.write({at}, f.entry.bytes, word);
            }
            table = decode(f, level, word).pfn.value << f.page_bits;
            if (table >= hw.ram.bytes()) break;
        }
    }
    return addresses;
}

AccessRequest random_request(const std::vector<VirtAddr>& addresses, const PagingFormat& f, base::Rng& rng) {
    VirtAddr va = addresses[rng.below(addresses.size())];
    if (rng.below(3) != 0) va.value ^= rng.next() & base::low_mask(static_cast<unsigned>(rng.below(f.register_bits)));
    return {va, static_cast<AccessType>(rng.below(3)), rng.below(2) == 1};
}

// 4-level tables for one page: root at 0x1000, then 0x2000, 0x3000, 0x4000.
Hardware four_levels(std::uint64_t va, std::uint64_t leaf, const hw::TlbPlan& tlb = hw::TlbConfig{0, 1}) {
    Hardware hw = hardware_of(*hw::find_format("x86-64"), 1 << 20, tlb);
    hw.cores[0].root = {0x1000};
    put(hw, 0x1000, va >> 39 & 511, 0x2007);
    put(hw, 0x2000, va >> 30 & 511, 0x3007);
    put(hw, 0x3000, va >> 21 & 511, 0x4007);
    put(hw, 0x4000, va >> 12 & 511, leaf);
    return hw;
}

Translation go(Hardware& hw, std::uint64_t va, AccessType type = AccessType::read, bool user = true) {
    return hw::access(hw, 0, {{va}, type, user}, hw::RecordNothing{});
}

constexpr std::uint64_t va = 0x7f3a40000010, nx = std::uint64_t{1} << 63;
}  // namespace

TEST_CASE("mmu: random tables and accesses in every format against an independent walker") {
    std::uint64_t seed = 100;
    std::array<unsigned, 3> outcomes{}, fine{}; // all, and those that translate by architecture
    for (PagingFormat f : test::all_formats(60, 21)) {
        for (int round = 0; round < 12; ++round) {
            base::Rng rng{++seed};
            if (round % 3 == 1) f = hw::with_phys_bits(f, std::max(f.page_bits + 1, f.phys_bits - 1 - static_cast<unsigned>(rng.below(12))));
            const std::uint64_t ram = std::min(std::uint64_t{1} << f.phys_bits, std::uint64_t{1} << 22);
            if (f.name == "i386" && round % 3 == 2) f = hw::with_phys_bits(f, 40); // PSE-36
            Hardware hw = hardware_of(f, ram);
            hw.write_protect = rng.below(4) != 0;
            hw.no_execute = rng.below(4) != 0;
            const auto addresses = random_tables(hw, rng);
            for (int i = 0; i < 60; ++i) {
                const AccessRequest request = random_request(addresses, f, rng);
                const Outcome wanted = reference(hw, hw.cores[0].root.value, request).outcome;
                ++outcomes[static_cast<std::size_t>(wanted)];
                fine[static_cast<std::size_t>(f.architecture)] += wanted == Outcome::ok;
                check_access(hw, request);
            }
        }
    }
    // The tables are worth something only when every outcome is common.
    CHECK(outcomes[0] > 3000);
    CHECK(outcomes[1] > 3000);
    CHECK(outcomes[2] > 100);
    for (const unsigned translated : fine) CHECK(translated > 300);
}

TEST_CASE("mmu: with a TLB the answers are the same, as long as nobody changes the tables behind it") {
    std::uint64_t seed = 900;
    unsigned hits = 0;
    std::vector<hw::TlbPlan> plans{hw::TlbConfig{4, 4}, hw::TlbConfig{64, 4}, hw::TlbConfig{6, 2, hw::TlbPolicy::tree_plru},
                                   hw::TlbConfig{64, 64, hw::TlbPolicy::random}, *hw::parse_tlb("4x2+16x4")};
    for (const char* name : {"sapphire-rapids", "cortex-x4", "zen4"}) plans.push_back(hw::find_preset(name)->tlb);
    for (const PagingFormat& f : test::all_formats(30, 22))
        for (const hw::TlbPlan& tlb : plans) {
            base::Rng rng{++seed};
            Hardware hw = hardware_of(f, std::min(std::uint64_t{1} << f.phys_bits, std::uint64_t{1} << 22), tlb);
            const auto addresses = random_tables(hw, rng, false);
            for (int i = 0; i < 300; ++i) {
                AccessRequest request = random_request(addresses, f, rng);
                if (rng.below(2) == 0) request.va.value = addresses[rng.below(3)].value ^ (rng.below(8) << f.page_bits);
                const hw::Ram before = hw.ram;
                const Expected expected = reference(hw, hw.cores[0].root.value, request);
                const Translation t = hw::access(hw, 0, request, hw::RecordNothing{});
                INFO(f.name << " va " << base::hex(request.va.value) << " " << to_text(request.type) << " hit " << t.tlb_hit);
                REQUIRE(t.outcome == expected.outcome);
                if (t.outcome == Outcome::ok) {
                    REQUIRE(t.pa.value == expected.pa);
                    REQUIRE(t.level == expected.level);
                    REQUIRE(hw.ram == expected.ram); // a hit never misses an A or D that the walk would set
                }
                if (t.outcome == Outcome::page_fault) REQUIRE(t.error_code == expected.code);
                hits += t.tlb_hit;
                // A and D on a fault may lie inside other tables here; keep what translates stable.
                if (t.outcome != Outcome::ok) hw.ram = before;
                else if (!(hw.ram == before)) hw.cores[0].tlb.flush_all(false);
            }
        }
    CHECK(hits > 1000);
}

TEST_CASE("mmu: the error codes of the facts") {
    Hardware absent = four_levels(va, 0);
    const Translation write_absent = go(absent, va, AccessType::write);
    CHECK(write_absent.outcome == Outcome::page_fault);
    CHECK(write_absent.error_code == 6);
    CHECK(write_absent.level == 1);
    CHECK(absent.cores[0].fault_address.value == va);
    CHECK(go(absent, va).error_code == 4);
    CHECK(go(absent, va, AccessType::read, false).error_code == 0);

    Hardware read_only = four_levels(va, 0x5005);
    CHECK(go(read_only, va, AccessType::write).error_code == 7);
    CHECK(go(read_only, va).outcome == Outcome::ok);
    Hardware kernel_page = four_levels(va, 0x5003);
    CHECK(go(kernel_page, va).error_code == 5);
    CHECK(go(kernel_page, va, AccessType::read, false).outcome == Outcome::ok);
    Hardware data = four_levels(va, 0x5007 | nx);
    CHECK(go(data, va, AccessType::fetch).error_code == 0x15);
    CHECK(go(data, va, AccessType::write).outcome == Outcome::ok);
    data.no_execute = false;  // EFER.NXE = 0: bit 63 is reserved, and nothing is told of fetches
    for (const AccessType type : {AccessType::read, AccessType::fetch}) CHECK(go(data, va, type).error_code == (1 | 4 | 8));
    Hardware upper = four_levels(va, 0x5007);
    upper.no_execute = false;
    CHECK(go(upper, va, AccessType::fetch).outcome == Outcome::ok);
    put(upper, 0x2000, va >> 30 & 511, 0x3007 | nx);
    CHECK(go(upper, va).error_code == (1 | 4 | 8));
    CHECK(go(upper, va).level == 3);
    Hardware broken = four_levels(va, 0x5007);
    broken.format = hw::with_phys_bits(broken.format, 40);
    put(broken, 0x3000, va >> 21 & 511, 0x4007 | std::uint64_t{1} << 45);
    const Translation reserved = go(broken, va);
    CHECK(reserved.error_code == (1 | 4 | 8));
    CHECK(reserved.level == 2);
}

TEST_CASE("mmu: CR0.WP decides about the kernel alone") {
    Hardware hw = four_levels(va, 0x5005);
    CHECK(go(hw, va, AccessType::write, false).error_code == 3);
    hw.write_protect = false;
    CHECK(go(hw, va, AccessType::write, false).outcome == Outcome::ok);
    CHECK(go(hw, va, AccessType::write, true).error_code == 7);
}

TEST_CASE("mmu: permissions are ANDed over the levels") {
    for (unsigned level = 2; level <= 4; ++level) {
        const std::uint64_t table = 0x5000 - 0x1000 * level, index = va >> (12 + 9 * (level - 1)) & 511;
        Hardware hw = four_levels(va, 0x5007);
        const std::uint64_t word = hw.ram.read({table + index * 8}, 8);
        put(hw, table, index, word & ~std::uint64_t{2});
        CHECK(go(hw, va, AccessType::write).error_code == 7);
        CHECK(go(hw, va, AccessType::write).level == 1); // judged at the end of the walk
        put(hw, table, index, word & ~std::uint64_t{4});
        CHECK(go(hw, va).error_code == 5);
        put(hw, table, index, word | nx);
        CHECK(go(hw, va, AccessType::fetch).error_code == 0x15);
    }
}

TEST_CASE("mmu: general protection comes before anything is read") {
    Hardware hw = four_levels(va, 0x5007);
    hw.cores[0].fault_address = {0x1234};
    const hw::Ram before = hw.ram;
    for (const std::uint64_t bad : {std::uint64_t{1} << 47, std::uint64_t{0xffff7fffffffffff}, std::uint64_t{1} << 63}) {
        const Translation t = go(hw, bad);
        CHECK(t.outcome == Outcome::general_protection);
        CHECK(t.reads == 0);
    }
    CHECK(hw.cores[0].fault_address.value == 0x1234);
    CHECK(hw.ram == before);
    CHECK(hw.cores[0].clock_ns == 0);
    CHECK(go(hw, 0xffff800000000000).outcome == Outcome::page_fault);
    CHECK(go(hw, 0x7fffffffffff).outcome == Outcome::page_fault);
}

TEST_CASE("mmu: accessed and dirty bits") {
    Hardware hw = four_levels(va, 0x5007, hw::TlbConfig{64, 4});
    const auto words = [&] {
        std::vector<std::uint64_t> bits;
        for (const hw::WalkStep& step : peek_walk(hw, hw.cores[0].root, {va})) bits.push_back(step.word & 0x60);
        return bits;
    };
    CHECK(go(hw, va).outcome == Outcome::ok);
    CHECK(words() == std::vector<std::uint64_t>{0x20, 0x20, 0x20, 0x20}); // A, at every level
    CHECK(go(hw, va).tlb_hit);
    // The TLB remembers that D was clear: the first write walks again to set it, in the leaf alone.
    const Translation write = go(hw, va, AccessType::write);
    CHECK_FALSE(write.tlb_hit);
    CHECK(write.reads == 4);
    CHECK(words() == std::vector<std::uint64_t>{0x20, 0x20, 0x20, 0x60});
    CHECK(go(hw, va, AccessType::write).tlb_hit);
    CHECK(go(hw, va + 8, AccessType::write).tlb_hit);
}

TEST_CASE("mmu: a refused access sets no bit in the leaf") {
    Hardware hw = four_levels(va, 0x5005);
    go(hw, va, AccessType::write);
    CHECK(hw.ram.read({0x4000}, 8) == 0x5005);
}

TEST_CASE("mmu: large pages") {
    // 2 MiB: the PD entry maps frame 0xe00000; PAT (bit 12) is no address bit.
    Hardware hw = four_levels(va, 0, hw::TlbConfig{16, 4});
    put(hw, 0x3000, va >> 21 & 511, 0xe01087);
    Translation t = go(hw, 0x7f3a40123456);
    CHECK(t.outcome == Outcome::ok);
    CHECK(t.pa.value == 0xf23456);
    CHECK(t.level == 2);
    CHECK(t.reads == 3);
    t = go(hw, 0x7f3a401ff000, AccessType::read);
    CHECK(t.tlb_hit); // one TLB entry for all of it
    CHECK(t.pa.value == 0xfff000);
    // 1 GiB.
    put(hw, 0x2000, va >> 30 & 511, 0x40000087);
    hw.cores[0].tlb.flush_all(false);
    t = go(hw, 0x7f3a52345678, AccessType::write);
    CHECK(t.pa.value == 0x52345678);
    CHECK(t.level == 3);
    CHECK(t.reads == 2);
    CHECK((hw.ram.read({0x2000 + (va >> 30 & 511) * 8}, 8) & 0x60) == 0x60);
    // PS in the root entry is reserved.
    put(hw, 0x1000, va >> 39 & 511, 0x2087);
    hw.cores[0].tlb.flush_all(false);
    CHECK(go(hw, va).error_code == (1 | 4 | 8));
    // 4 MiB on the i386.
    Hardware old = hardware_of(*hw::find_format("i386"), 1 << 20);
    old.cores[0].root = {0x1000};
    put(old, 0x1000, 0xC0123456u >> 22, 0x00800087);
    t = go(old, 0xC0123456);
    CHECK(t.pa.value == 0x923456);
    CHECK(t.level == 2);
    CHECK(t.reads == 1);
}

TEST_CASE("mmu: a base page in the TLB never answers for its neighbours") {
    // Page 0 is mapped by the last level. Pages 1 to 511 share with it the address of the large
    // page that could begin there; the TLB must not take one for the other.
    for (const hw::TlbConfig tlb : {hw::TlbConfig{64, 4}, hw::TlbConfig{4, 4}}) {
        Hardware hw = four_levels(0, 0x5007, tlb);
        put(hw, 0x4000, 5, 0x9007);
        CHECK(go(hw, 0).pa.value == 0x5000);
        const Translation t = go(hw, 0x5000);
        CHECK_FALSE(t.tlb_hit);
        CHECK(t.pa.value == 0x9000);
        CHECK(go(hw, 0x6000).outcome == Outcome::page_fault);
    }
}

TEST_CASE("mmu: a stale TLB entry translates until it is invalidated") {
    Hardware hw = four_levels(va, 0x5007, hw::TlbConfig{64, 4});
    CHECK(go(hw, va, AccessType::write).pa.value == 0x5010);
    put(hw, 0x4000, va >> 12 & 511, 0x6007); // the page moved; nobody told the TLB
    CHECK(go(hw, va).tlb_hit);
    CHECK(go(hw, va).pa.value == 0x5010);
    put(hw, 0x4000, va >> 12 & 511, 0); // gone; still nobody told it
    CHECK(go(hw, va, AccessType::write).pa.value == 0x5010);
    CHECK(hw.cores[0].tlb.invalidate(hw.format.vpn({va}), hw.cores[0].asid));
    CHECK(go(hw, va).error_code == 4);
}

TEST_CASE("mmu: a TLB entry that forbids the access makes the MMU look at the tables") {
    Hardware hw = four_levels(va, 0x5005, hw::TlbConfig{64, 4});
    CHECK(go(hw, va).outcome == Outcome::ok);
    put(hw, 0x4000, va >> 12 & 511, 0x5027 | 2); // now writable
    const Translation t = go(hw, va, AccessType::write);
    CHECK(t.outcome == Outcome::ok);
    CHECK_FALSE(t.tlb_hit);
    // And a fault drops the entry it came from.
    put(hw, 0x4000, va >> 12 & 511, 0x5025);
    CHECK(go(hw, va, AccessType::write).tlb_hit); // still allowed by the stale entry
    hw.cores[0].tlb.flush_all(false);
    CHECK(go(hw, va).outcome == Outcome::ok);
    CHECK(go(hw, va, AccessType::write).error_code == 7);
    CHECK_FALSE(hw.cores[0].tlb.peek(hw.format.vpn({va}), hw.cores[0].asid));
}

TEST_CASE("mmu: the course text's times") {
    Hardware hw = four_levels(va, 0x5007, hw::TlbConfig{64, 4});
    const Translation cold = go(hw, va);
    CHECK(cold.reads == 4);
    CHECK(cold.walk_ns == 400);
    CHECK(hw.cores[0].clock_ns == 501); // 1 for the TLB, 4 x 100 for the walk, 100 for the data
    go(hw, va);
    CHECK(hw.cores[0].clock_ns == 501 + 101);
}

TEST_CASE("mmu: the events of a cold and of a warm read") {
    Hardware hw = four_levels(va, 0x5007, hw::TlbConfig{64, 4});
    class Sink final : public base::EventSink {
    public:
        void on_event(const base::Event& event) override { events.push_back(event); }
        std::vector<base::Event> events;
    } sink;
    hw::access(hw, 0, {{va}, AccessType::read, true}, hw::RecordEvents{sink});
    std::string kinds;
    std::uint64_t time = 0;
    for (const base::Event& e : sink.events) {
        kinds += std::string(to_text(e.kind)) + (e.level ? std::to_string(e.level) : "") + " ";
        CHECK(e.start_ns == time);
        CHECK(e.va.value == va);
        time += e.duration_ns;
    }
    CHECK(kinds == "access_start tlb_miss entry_read4 entry_updated4 entry_read3 entry_updated3 entry_read2 entry_updated2 "
                   "entry_read1 entry_updated1 tlb_fill1 access_done1 ");
    CHECK(time == 501);
    CHECK(sink.events[2].pa.value == 0x1000 + 254 * 8);
    CHECK(sink.events[2].after == 0x2007);
    CHECK(sink.events[3].before == 0x2007);
    CHECK(sink.events[3].after == 0x2027);
    CHECK(sink.events.back().pa.value == 0x5010);
    sink.events.clear();
    hw::access(hw, 0, {{va}, AccessType::read, true}, hw::RecordEvents{sink});
    REQUIRE(sink.events.size() == 3);
    CHECK(sink.events[1].kind == base::EventKind::tlb_hit);
    CHECK(sink.events[1].pa.value == 0x5010);
}

TEST_CASE("mmu: recording changes nothing but the recording") {
    class Sink final : public base::EventSink {
        void on_event(const base::Event&) override {}
    } sink;
    base::Rng rng{77};
    for (const PagingFormat& f : test::all_formats(10, 23)) {
        Hardware quiet = hardware_of(f, std::min(std::uint64_t{1} << f.phys_bits, std::uint64_t{1} << 20), hw::TlbConfig{8, 2});
        const auto addresses = random_tables(quiet, rng);
        Hardware loud = quiet, quick = quiet;
        for (int i = 0; i < 40; ++i) {
            if (rng.below(8) == 0) quiet.no_execute = loud.no_execute = quick.no_execute = !quiet.no_execute;
            if (rng.below(8) == 0) quiet.cores[0].asid = loud.cores[0].asid = quick.cores[0].asid = {rng.below(3)};
            hw::QuickAccess quick_access(quick, 0);
            for (std::uint64_t left = rng.below(10); left > 0; --left) {
                AccessRequest request = random_request(addresses, f, rng);
                if (rng.below(3) != 0) request.va.value = addresses[rng.below(2)].value ^ rng.below(4);  // often the same page
                hw::access(quiet, 0, request, hw::RecordNothing{});
                const Translation told = hw::access(loud, 0, request, hw::RecordEvents{sink}), t = quick_access(request);
                REQUIRE(std::tuple(t.outcome, t.pa, t.error_code, t.level, t.reads, t.tlb_hit, t.walk_ns) ==
                        std::tuple(told.outcome, told.pa, told.error_code, told.level, told.reads, told.tlb_hit, told.walk_ns));
            }
        }
        CHECK(quiet == loud);
        CHECK(quick == loud);
    }
}

TEST_CASE("mmu: peek_walk shows the words and changes nothing") {
    const Hardware hw = four_levels(va, 0x5007);
    const auto steps = peek_walk(hw, {0x1000}, {va});
    REQUIRE(steps.size() == 4);
    CHECK(steps[0].level == 4);
    CHECK(steps[0].table.value == 0x1000);
    CHECK(steps[0].entry.value == 0x1000 + 254 * 8);
    CHECK(steps[3].word == 0x5007);
    CHECK(peek_walk(hw, {0x1000}, {0}).size() == 1);
}
