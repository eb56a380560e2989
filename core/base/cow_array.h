// A sparse array with 64-bit indexes that copies in O(1).
//
// It is a radix tree whose nodes are shared between copies and cloned on the first write after
// a copy, so undo, "predict on a copy" and snapshots cost only what they change. Items never
// written read as T{}. Indexes are cut like an address:
//
//     | ... | 5 bits: child | 5 bits: child | LeafBits: item in leaf |
//
// Invariant: `root_` is a Leaf when `height_` is 0, else an Inner of that height; null = all T{}.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace base {

template <class T, unsigned LeafBits = 9>
class CowArray {
public:
    static constexpr std::size_t leaf_size = std::size_t{1} << LeafBits;

    /// The item at `index`; T{} where nothing was written.
    const T& get(std::uint64_t index) const {
        static const T blank{};
        if (!covers(height_, index)) return blank;
        const void* node = root_.get();
        for (unsigned h = height_; node && h > 0; --h)
            node = static_cast<const Inner*>(node)->child[slot(h, index)].get();
        return node ? static_cast<const Leaf*>(node)->items[index & (leaf_size - 1)] : blank;
    }

    /// A reference for writing; clones what is shared with other copies on the way down.
    T& mut(std::uint64_t index) {
        while (!covers(height_, index)) grow();
        std::shared_ptr<void>* node = &root_;
        for (unsigned h = height_; h > 0; --h)
            node = &own<Inner>(*node).child[slot(h, index)];
        return own<Leaf>(*node).items[index & (leaf_size - 1)];
    }

    /// The first index from `index` on whose leaf was ever written; nullopt when there is none.
    std::optional<std::uint64_t> next_written(std::uint64_t index) const {
        return covers(height_, index) ? next(root_.get(), height_, 0, index) : std::nullopt;
    }

    /// Calls visit(first_index, leaf items) for every leaf that was ever written, in order.
    template <class Visit>
    void for_each_leaf(Visit&& visit) const {
        walk(root_.get(), height_, 0, visit);
    }

    /// Bytes held by leaves (shared ones included).
    std::size_t leaf_bytes() const {
        std::size_t bytes = 0;
        for_each_leaf([&](std::uint64_t, const auto&) { bytes += sizeof(Leaf); });
        return bytes;
    }

    /// Bytes of the nodes that are not shared with `other`, which has the same history.
    std::size_t bytes_beyond(const CowArray& other) const { return beyond(root_.get(), height_, other.root_.get(), other.height_); }

    /// Calls visit(index, ours, theirs) for every item that differs, in order; what the two share is skipped.
    template <class Visit>
    void for_each_difference(const CowArray& other, Visit&& visit) const {
        differ(root_.get(), height_, other.root_.get(), other.height_, 0, visit);
    }

    friend bool operator==(const CowArray& a, const CowArray& b) {
        return a.height_ >= b.height_ ? equal(a.root_.get(), a.height_, b.root_.get(), b.height_)
                                      : equal(b.root_.get(), b.height_, a.root_.get(), a.height_);
    }

private:
    static constexpr unsigned fan_bits = 5;
    static constexpr std::size_t fan = std::size_t{1} << fan_bits;

    struct Leaf {
        std::array<T, leaf_size> items{};
    };
    struct Inner {
        std::array<std::shared_ptr<void>, fan> child{};
    };

    [[gnu::always_inline]] static bool covers(unsigned height, std::uint64_t index) {
        const unsigned bits = LeafBits + fan_bits * height;
        return bits >= 64 || (index >> bits) == 0;
    }
    [[gnu::always_inline]] static std::size_t slot(unsigned height, std::uint64_t index) {
        return (index >> (LeafBits + fan_bits * (height - 1))) & (fan - 1);
    }
    template <class Node>
    static Node& own(std::shared_ptr<void>& node) {
        if (!node)
            node = std::make_shared<Node>();
        else if (node.use_count() > 1)
            node = std::make_shared<Node>(*static_cast<const Node*>(node.get()));
        return *static_cast<Node*>(node.get());
    }
    void grow() {
        if (root_) {
            auto above = std::make_shared<Inner>();
            above->child[0] = std::move(root_);
            root_ = std::move(above);
        }
        ++height_;
    }
    template <class Visit>
    static void walk(const void* node, unsigned height, std::uint64_t first, Visit& visit) {
        if (!node) return;
        if (height == 0) {
            visit(first, static_cast<const Leaf*>(node)->items);
            return;
        }
        const auto& inner = *static_cast<const Inner*>(node);
        for (std::size_t i = 0; i < fan; ++i) {
            const std::uint64_t below = std::uint64_t{i} << (LeafBits + fan_bits * (height - 1));
            walk(inner.child[i].get(), height - 1, first + below, visit);
        }
    }
    // `first`: the first index that `node` covers; it covers `from`, or lies above it.
    static std::optional<std::uint64_t> next(const void* node, unsigned height, std::uint64_t first, std::uint64_t from) {
        if (!node) return std::nullopt;
        if (height == 0) return first > from ? first : from;
        const auto& inner = *static_cast<const Inner*>(node);
        const unsigned shift = LeafBits + fan_bits * (height - 1);
        for (std::size_t i = from > first ? (from - first) >> shift : 0; i < fan; ++i)
            if (const auto found = next(inner.child[i].get(), height - 1, first + (std::uint64_t{i} << shift), from)) return found;
        return std::nullopt;
    }
    // REQUIRES: ha >= hb. A missing node equals one that holds only T{}.
    static bool equal(const void* a, unsigned ha, const void* b, unsigned hb) {
        if (a == b && ha == hb) return true;
        if (!a && !b) return true;
        if (ha > hb) {
            if (!a) return blank(b, hb);
            const auto& inner = *static_cast<const Inner*>(a);
            for (std::size_t i = 1; i < fan; ++i)
                if (!blank(inner.child[i].get(), ha - 1)) return false;
            return equal(inner.child[0].get(), ha - 1, b, hb);
        }
        if (!a || !b) return blank(a ? a : b, ha);
        if (ha == 0) return static_cast<const Leaf*>(a)->items == static_cast<const Leaf*>(b)->items;
        const auto& ca = static_cast<const Inner*>(a)->child;
        const auto& cb = static_cast<const Inner*>(b)->child;
        for (std::size_t i = 0; i < fan; ++i)
            if (!equal(ca[i].get(), ha - 1, cb[i].get(), ha - 1)) return false;
        return true;
    }
    // Of two nodes of different heights the higher one's first child's child, and so on, stands for the lower.
    template <class Visit>
    static void differ(const void* a, unsigned ha, const void* b, unsigned hb, std::uint64_t first, Visit& visit) {
        if ((a == b && ha == hb) || (!a && !b)) return;
        const unsigned height = ha > hb ? ha : hb;
        if (height == 0) {
            static const T blank_item{};
            for (std::size_t i = 0; i < leaf_size; ++i) {
                const T& ours = a ? static_cast<const Leaf*>(a)->items[i] : blank_item;
                const T& theirs = b ? static_cast<const Leaf*>(b)->items[i] : blank_item;
                if (!(ours == theirs)) visit(first + i, ours, theirs);
            }
            return;
        }
        const auto child = [height](const void* node, unsigned h, std::size_t i) -> const void* {
            if (h < height) return i == 0 ? node : nullptr;
            return node ? static_cast<const Inner*>(node)->child[i].get() : nullptr;
        };
        for (std::size_t i = 0; i < fan; ++i)
            differ(child(a, ha, i), ha < height ? ha : ha - 1, child(b, hb, i), hb < height ? hb : hb - 1,
                   first + (std::uint64_t{i} << (LeafBits + fan_bits * (height - 1))), visit);
    }
    // An array only grows: where `b` is lower, it is the first child's child of `a`.
    static std::size_t beyond(const void* a, unsigned ha, const void* b, unsigned hb) {
        if (!a || (a == b && ha == hb)) return 0;
        if (ha == 0) return sizeof(Leaf);
        std::size_t bytes = sizeof(Inner);
        const auto& child = static_cast<const Inner*>(a)->child;
        for (std::size_t i = 0; i < fan; ++i) {
            const bool lower = ha > hb;
            const void* there = !b ? nullptr : lower ? (i == 0 ? b : nullptr) : static_cast<const Inner*>(b)->child[i].get();
            bytes += beyond(child[i].get(), ha - 1, there, lower ? hb : ha - 1);
        }
        return bytes;
    }
    static bool blank(const void* node, unsigned height) {
        if (!node) return true;
        if (height == 0) {
            for (const T& item : static_cast<const Leaf*>(node)->items)
                if (!(item == T{})) return false;
            return true;
        }
        for (const auto& child : static_cast<const Inner*>(node)->child)
            if (!blank(child.get(), height - 1)) return false;
        return true;
    }

    std::shared_ptr<void> root_;
    unsigned height_ = 0;
};

}  // namespace base
