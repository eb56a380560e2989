#include "core/base/events.h"

#include <set>

#include "tests/core/support.h"

TEST_CASE("events: every kind has its own name") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < base::event_kind_count; ++i) names.insert(to_text(static_cast<base::EventKind>(i)));
    CHECK(names.size() == base::event_kind_count);
    CHECK(to_text(base::EventKind::access_start) == "access_start");
    CHECK(to_text(base::EventKind::page_fault) == "page_fault");
    CHECK(to_text(base::EventKind::frame_zeroed) == "frame_zeroed");
    CHECK(to_text(base::EventKind::setting_changed) == "setting_changed");
}
