// What is worked out once per moment of the timeline, however many frames ask for it: kept in a static where it
// is made, and made again when the timeline, its position or one of the further keys is another.
//
//     static Remembered<Origins, base::PhysAddr> found;
//     return found.at(timeline, word, [&](Origins& origins) { origins = search(timeline, word); });
#pragma once

#include <cstdint>
#include <tuple>

#include "core/script/timeline.h"

namespace ui {

template <class Value, class... Keys>
class Remembered {
public:
    /// The value of this moment. `make(value)` writes it over an older one, whose memory it may use again.
    template <class Make>
    Value& at(const script::Timeline& timeline, const Keys&... keys, Make&& make) {
        if (edition_ == timeline.edition() && position_ == timeline.position() && keys_ == std::tie(keys...)) return value_;
        make(value_);
        edition_ = timeline.edition();
        position_ = timeline.position();
        keys_ = std::tie(keys...);
        return value_;
    }

private:
    std::uint64_t edition_ = 0, position_ = 0;  // no timeline has edition 0
    std::tuple<Keys...> keys_;
    Value value_{};
};

}  // namespace ui
