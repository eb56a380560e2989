#include <array>
#include <string>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/policies/any_policy.h"
#include "core/os/policies/opt.h"

namespace os {
namespace {

template <class P>
constexpr PolicyRow row_of(std::string_view name) {
    return {name, P::sees, P::marks_loaded, P::bytes_a_page};
}

// The first rows are in the order of PolicyState's alternatives.
constexpr std::array<PolicyRow, 12> rows{{
    row_of<Fifo>("fifo"),
    row_of<Lru>("lru"),
    row_of<Mru>("mru"),
    row_of<Clock>("clock"),
    row_of<FifoReinsertion>("fifo-reinsertion"),
    row_of<SecondChance>("second-chance"),
    row_of<Nru>("nru"),
    row_of<Lfu>("lfu"),
    row_of<RandomChoice>("random"),
    row_of<WsClock>("wsclock"),
    row_of<TwoList>("two-list"),
    row_of<Opt>("opt"),
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

std::span<const PolicyRow> policies() { return rows; }

base::Result<PolicyRow> find_policy(std::string_view name) {
    std::vector<std::string> names;
    for (const PolicyRow& row : rows) {
        if (row.name == name) return row;
        names.emplace_back(row.name);
    }
    return base::Error{base::phrase("os.no-policy", {name}), base::did_you_mean(name, names, base::phrase("os.policies-are", {base::joined(names, " ")}))};
}

base::Result<AnyPolicy> make_policy(std::string_view name, const PolicyOptions& options) {
    const auto row = find_policy(name);
    if (!row) return row.error();
    if (row->sees == Sees::future)
        return base::Error{base::phrase("os.no-kernel-can-run-would", {name}), base::phrase("os.replay-recorded-trace-with")};
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
PageId AnyPolicy::evict(Sight& sight, std::size_t looks) {
    return std::visit(
        [&](auto& policy) {
            if constexpr (requires { policy.evict(sight, looks); }) return policy.evict(sight, looks);
            else return policy.evict(sight);
        },
        state_);
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
