// A zip archive in memory: what `pagewalk pack` writes. The same files give the same bytes (no dates, no owners).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cli {

class Zip {
public:
    /// `name`: an ASCII path with '/'. REQUIRES: less than 4 GB in all, less than 65536 files.
    void add(std::string_view name, std::string_view bytes);
    /// The whole archive.
    std::string finish() const;

private:
    std::string files_, directory_;
    unsigned count_ = 0;
};

}  // namespace cli
