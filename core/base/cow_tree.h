// The tree below a CowArray, whatever its items are: leaves by number, in nodes that copies share.
//
// Numbers are cut like an address:
//
//     | ... | 5 bits: child | 5 bits: child |
//
// Invariant: `root_` is a leaf when `height_` is 0, else an Inner of that height; null = nothing was written.
// Who copies a tree and who changes it are in one thread: the counts of owners are plain numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace base {

class CowTree {
public:
    /// The begin of every node.
    struct Node {
        std::uint32_t owners = 1;  ///< trees and nodes that point to it
    };
    /// Visits a leaf of ours and the one in its place in another tree, null where one is missing; false: that is enough.
    using Visit = bool (*)(void* context, std::uint64_t number, const Node* ours, const Node* theirs);

    CowTree() = default;
    CowTree(const CowTree& other) : root_(other.root_), height_(other.height_) {
        if (root_) ++root_->owners;
    }
    CowTree(CowTree&& other) noexcept : root_(other.root_), height_(other.height_) { other.root_ = nullptr, other.height_ = 0; }
    CowTree& operator=(const CowTree& other);
    CowTree& operator=(CowTree&& other) noexcept;
    ~CowTree() {
        if (root_) release(root_, height_);
    }

    /// The leaf; null when it was never written.
    const Node* leaf(std::uint64_t number) const {
        if (!covers(height_, number)) return nullptr;
        const Node* node = root_;
        for (unsigned h = height_; node && h > 0; --h) node = static_cast<const Inner*>(node)->child[slot(h, number)];
        return node;
    }
    /// The leaf for writing: copied where other trees have it too, a copy of `blank` where there was none.
    /// REQUIRES: leaves are `leaf_bytes` long and can be copied byte by byte.
    Node* own(std::uint64_t number, const Node& blank, std::size_t leaf_bytes);

    /// The first leaf from `number` on that was ever written; nullopt when there is none.
    std::optional<std::uint64_t> next(std::uint64_t number) const {
        return covers(height_, number) ? next(root_, height_, 0, number) : std::nullopt;
    }
    /// Visits, in order, every leaf that the two do not share. False when a visit said so.
    bool compare(const CowTree& other, Visit visit, void* context) const;
    /// Takes out, lowest number first, the leaves that no other tree has; taken(context, number, leaf) sees each before it goes.
    void take_unshared(void (*taken)(void* context, std::uint64_t number, const Node* leaf), void* context);
    /// Bytes of the nodes that are not shared with `other`, which has the same history.
    std::size_t bytes_beyond(const CowTree& other, std::size_t leaf_bytes) const;

private:
    static constexpr unsigned fan_bits = 5;
    static constexpr std::size_t fan = std::size_t{1} << fan_bits;
    struct Inner : Node {
        std::array<Node*, fan> child{};
    };
    /// Where one of two trees is while both are walked.
    struct Place {
        const Node* node;
        unsigned height;
        /// Its child number `i` in a walk that is at height `walked`. A tree only grows: of two nodes of different heights the
        /// higher one's first child's child, and so on, stands for the lower.
        Place below(unsigned walked, std::size_t i) const {
            if (height < walked) return {i == 0 ? node : nullptr, height};
            return {node ? static_cast<const Inner*>(node)->child[i] : nullptr, height - 1};
        }
        friend bool operator==(Place, Place) = default;
    };

    [[gnu::always_inline]] static bool covers(unsigned height, std::uint64_t number) {
        return fan_bits * height >= 64 || (number >> (fan_bits * height)) == 0;
    }
    [[gnu::always_inline]] static std::size_t slot(unsigned height, std::uint64_t number) {
        return (number >> (fan_bits * (height - 1))) & (fan - 1);
    }
    static void release(Node* node, unsigned height);
    static bool own(Node*& node, const Node& blank, std::size_t bytes);
    static std::optional<std::uint64_t> next(const Node* node, unsigned height, std::uint64_t first, std::uint64_t from);

    Node* root_ = nullptr;
    unsigned height_ = 0;
};

}  // namespace base
