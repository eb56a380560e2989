#include <array>
#include <string>

#include "core/base/text.h"
#include "core/os/policies/any_policy.h"
#include "core/os/policies/opt.h"

namespace os {
namespace {

template <class P>
constexpr PolicyRow row_of(std::string_view name, std::string_view description) {
    return {name, description, P::sees, P::marks_loaded, P::bytes_a_page};
}

// The first rows are in the order of PolicyState's alternatives.
constexpr std::array<PolicyRow, 12> rows{{
    row_of<Fifo>("fifo", "the page loaded longest ago leaves"),
    row_of<Lru>("lru", "the page not used for the longest time leaves"),
    row_of<Mru>("mru", "the page used last leaves"),
    row_of<Clock>("clock", "a hand goes round and takes the first page whose accessed bit is clear, clearing bits on its way; a load sets the bit"),
    row_of<FifoReinsertion>("fifo-reinsertion", "as clock, but a load leaves the accessed bit clear"),
    row_of<SecondChance>("second-chance", "the page loaded longest ago leaves, unless it was accessed: then it goes to the back of the queue"),
    row_of<Nru>("nru", "a page neither accessed nor dirty leaves, else a dirty one, else an accessed one; the accessed bits are cleared now and then"),
    row_of<Lfu>("lfu", "the page with the fewest accesses leaves; counts are kept, ties go to the least recently used"),
    row_of<RandomChoice>("random", "any page leaves, drawn from a seed"),
    row_of<WsClock>("wsclock", "a hand takes the first clean page that was not accessed within a window"),
    row_of<TwoList>("two-list", "pages start on an inactive list and move to an active one when they are accessed again; the inactive end leaves"),
    row_of<Opt>("opt", "the page used furthest in the future leaves"),
}};
static_assert(std::variant_size_v<PolicyState> + 1 == rows.size());

// The alternative with the row's index; I counts up to it.
template <std::size_t I = 0>
PolicyState state_of(std::size_t index, const PolicyOptions& options) {
    if constexpr (I + 1 < std::variant_size_v<PolicyState>)
        if (index != I) return state_of<I + 1>(index, options);
    using P = std::variant_alternative_t<I, PolicyState>;
    if constexpr (std::is_constructible_v<P, const PolicyOptions&>) return P(options);
    else return P{};
}

}  // namespace

std::string_view to_text(Sees sees) {
    constexpr std::array<std::string_view, 4> names{"only faults", "accessed bit", "every access", "the future"};
    return names[static_cast<std::size_t>(sees)];
}

std::span<const PolicyRow> policies() { return rows; }

base::Result<PolicyRow> find_policy(std::string_view name) {
    std::vector<std::string> names;
    for (const PolicyRow& row : rows) {
        if (row.name == name) return row;
        names.emplace_back(row.name);
    }
    std::string hint = base::did_you_mean(name, names);
    if (hint.empty()) {
        hint = "there are";
        for (const std::string& each : names) hint += " " + each;
    }
    return base::Error{"there is no policy '" + std::string(name) + "'", hint};
}

base::Result<AnyPolicy> make_policy(std::string_view name, const PolicyOptions& options) {
    const auto row = find_policy(name);
    if (!row) return row.error();
    if (row->sees == Sees::future)
        return base::Error{"no kernel can run '" + std::string(name) + "': it would have to know the future", "replay a recorded trace with it"};
    std::size_t index = 0;
    while (rows[index].name != row->name) ++index;
    return AnyPolicy(state_of(index, options));
}

const PolicyRow& AnyPolicy::row() const { return rows[state_.index()]; }

void AnyPolicy::grow(std::size_t ids) {
    std::visit([&](auto& policy) { policy.grow(ids); }, state_);
}
void AnyPolicy::admit(PageId page, Sight& sight) {
    std::visit([&](auto& policy) { policy.admit(page, sight); }, state_);
}
void AnyPolicy::touch(PageId page) {
    std::visit([&](auto& policy) { policy.touch(page); }, state_);
}
PageId AnyPolicy::evict(Sight& sight) {
    return std::visit([&](auto& policy) { return policy.evict(sight); }, state_);
}
void AnyPolicy::forget(PageId page) {
    std::visit([&](auto& policy) { policy.forget(page); }, state_);
}
std::size_t AnyPolicy::size() const {
    return std::visit([](const auto& policy) { return policy.size(); }, state_);
}
std::size_t AnyPolicy::bytes_beyond(const AnyPolicy& other, std::size_t ids) const {
    if (const auto* lists = std::get_if<TwoList>(&state_)) {
        const auto* there = std::get_if<TwoList>(&other.state_);
        return lists->bytes_beyond(there ? *there : TwoList());
    }
    return ids * row().bytes_a_page;
}

}  // namespace os
