// A sparse array with 64-bit indexes that copies in O(1).
//
// It is a radix tree whose nodes are shared between copies and cloned on the first write after
// a copy, so undo, "predict on a copy" and snapshots cost only what they change. Items never
// written read as T{}. Indexes are cut like an address:
//
//     | number of the leaf, see cow_tree.h | LeafBits: item in leaf |
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/cow_tree.h"
#include "core/base/packed_words.h"

namespace base {

template <class T, unsigned LeafBits = 9>
class CowArray {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    static constexpr std::size_t leaf_size = std::size_t{1} << LeafBits;

    /// The item at `index`; T{} where nothing was written.
    const T& get(std::uint64_t index) const { return items(tree_.leaf(index >> LeafBits))[index & (leaf_size - 1)]; }

    /// A reference for writing; clones what is shared with other copies on the way down.
    T& mut(std::uint64_t index) {
        return static_cast<Leaf*>(tree_.own(index >> LeafBits, blank, sizeof(Leaf)))->items[index & (leaf_size - 1)];
    }

    /// The first index from `index` on whose leaf was ever written; nullopt when there is none.
    std::optional<std::uint64_t> next_written(std::uint64_t index) const {
        const auto number = tree_.next(index >> LeafBits);
        if (!number) return std::nullopt;
        return *number << LeafBits > index ? *number << LeafBits : index;
    }

    /// Calls visit(first_index, leaf items) for every leaf that was ever written, in order.
    template <class Visit>
    void for_each_leaf(Visit&& visit) const {
        compare({}, [&](std::uint64_t first, const Node* ours, const Node*) {
            visit(first, items(ours));
            return true;
        });
    }

    /// Bytes held by leaves (shared ones included).
    std::size_t leaf_bytes() const {
        std::size_t bytes = 0;
        for_each_leaf([&](std::uint64_t, const auto&) { bytes += sizeof(Leaf); });
        return bytes;
    }

    /// Bytes of the nodes that are not shared with `other`, which has the same history.
    std::size_t bytes_beyond(const CowArray& other) const { return tree_.bytes_beyond(other.tree_, sizeof(Leaf)); }

    /// Leaves that were taken out of an array.
    struct PackedLeaves {
        std::vector<std::uint64_t> numbers;
        PackedItems<T> items;
        std::size_t bytes() const { return 8 * numbers.size() + items.bytes(); }
    };
    /// Takes out what no other copy has, and packs it: the items read as T{} until they are put back.
    PackedLeaves take_unshared() {
        struct Taken {
            std::vector<std::uint64_t> numbers;
            std::vector<T> items;
        } taken;
        tree_.take_unshared(
            [](void* context, std::uint64_t number, const Node* leaf) {
                Taken& t = *static_cast<Taken*>(context);
                t.numbers.push_back(number);
                t.items.insert(t.items.end(), items(leaf).begin(), items(leaf).end());
            },
            &taken);
        return {std::move(taken.numbers), PackedItems<T>(taken.items)};
    }
    void put_back(const PackedLeaves& leaves) {
        const std::vector<T> all = leaves.items.unpacked();
        auto from = all.begin();
        for (const std::uint64_t number : leaves.numbers) {
            std::copy_n(from, leaf_size, static_cast<Leaf*>(tree_.own(number, blank, sizeof(Leaf)))->items.begin());
            from += leaf_size;
        }
    }

    /// Calls visit(index, ours, theirs) for every item that differs, in order; what the two share is skipped.
    template <class Visit>
    void for_each_difference(const CowArray& other, Visit&& visit) const {
        compare(other.tree_, [&](std::uint64_t first, const Node* ours, const Node* theirs) {
            for (std::size_t i = 0; i < leaf_size; ++i)
                if (!(items(ours)[i] == items(theirs)[i])) visit(first + i, items(ours)[i], items(theirs)[i]);
            return true;
        });
    }

    friend bool operator==(const CowArray& a, const CowArray& b) {
        return a.compare(b.tree_, [](std::uint64_t, const Node* ours, const Node* theirs) { return items(ours) == items(theirs); });
    }

private:
    using Node = CowTree::Node;
    struct Leaf : Node {
        std::array<T, leaf_size> items{};
    };
    static constexpr Leaf blank{};

    [[gnu::always_inline]] static const std::array<T, leaf_size>& items(const Node* leaf) { return (leaf ? static_cast<const Leaf*>(leaf) : &blank)->items; }
    template <class Visit>
    bool compare(const CowTree& other, Visit visit) const {
        return tree_.compare(
            other,
            [](void* context, std::uint64_t number, const Node* ours, const Node* theirs) {
                return (*static_cast<Visit*>(context))(number << LeafBits, ours, theirs);
            },
            &visit);
    }

    CowTree tree_;
};

}  // namespace base
