#include "tests/differential/qemu/guest_ram.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

namespace qemu {

GuestRam::GuestRam(const std::string& path) {
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return;
    if (ftruncate(file, static_cast<off_t>(ram_bytes)) == 0) {
        void* at = mmap(nullptr, ram_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (at != MAP_FAILED) bytes_ = static_cast<unsigned char*>(at);
    }
    close(file);
}

GuestRam::~GuestRam() {
    if (bytes_) munmap(bytes_, ram_bytes);
}

std::uint64_t GuestRam::read(std::uint64_t pa) const {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_ + pa, 8);
    return word;
}

void GuestRam::write(std::uint64_t pa, std::uint64_t word) { std::memcpy(bytes_ + pa, &word, 8); }

void GuestRam::prepare(bool five) {
    for (std::uint64_t pa = zone; pa < zone_end; pa += 8) write(pa, zone_word(pa));
    // PML5, PML4, PDPT, PD. The program lies at the start of the root's last slot and, to switch
    // paging on, at address 0. Pages of 2 MiB; ring 3 may use the third, where the stubs lie.
    constexpr std::uint64_t pml5 = harness_tables, pml4 = pml5 + 0x1000, pdpt = pml4 + 0x1000, pd = pdpt + 0x1000, all = 7;
    write(pml5, pml4 | all);
    write(pml5 + 511 * 8, pml4 | all);
    write(pml4, pdpt | all);
    write(pml4 + 511 * 8, pdpt | all);
    write(pdpt, pd | all);
    for (std::uint64_t i = 0; i < ram_bytes >> 21; ++i) write(pd + i * 8, i << 21 | 0x80 | (i == 2 ? 7 : 3));
    harness_entry_ = (five ? pml4 : pdpt) | all;
    write(parameters, five ? 5 : 4);
    write(parameters + 8, five ? pml5 : pml4);
}

}  // namespace qemu
