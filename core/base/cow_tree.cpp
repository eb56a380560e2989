#include "core/base/cow_tree.h"

#include <cstring>
#include <new>
#include <utility>

namespace base {

CowTree& CowTree::operator=(const CowTree& other) {
    CowTree copy(other);
    return *this = std::move(copy);
}

CowTree& CowTree::operator=(CowTree&& other) noexcept {
    std::swap(root_, other.root_);
    std::swap(height_, other.height_);
    return *this;
}

void CowTree::release(Node* node, unsigned height) {
    if (--node->owners > 0) return;
    if (height == 0) return ::operator delete(node);
    for (Node* child : static_cast<Inner*>(node)->child)
        if (child) release(child, height - 1);
    delete static_cast<Inner*>(node);
}

void CowTree::own_inner(Node*& node) {
    if (!node) {
        node = new Inner;
    } else if (node->owners > 1) {
        auto* copy = new Inner(*static_cast<const Inner*>(node));
        copy->owners = 1;
        for (Node* child : copy->child)
            if (child) ++child->owners;
        --node->owners;
        node = copy;
    }
}

CowTree::Node* CowTree::own(std::uint64_t number, const Node& blank, std::size_t leaf_bytes) {
    for (; !covers(height_, number); ++height_) {
        if (!root_) continue;
        auto* above = new Inner;
        above->child[0] = root_;
        root_ = above;
    }
    Node** node = &root_;
    for (unsigned h = height_; h > 0; --h) {
        own_inner(*node);
        node = &static_cast<Inner*>(*node)->child[slot(h, number)];
    }
    if (!*node || (*node)->owners > 1) {
        auto* copy = static_cast<Node*>(::operator new(leaf_bytes));
        std::memcpy(static_cast<void*>(copy), *node ? *node : &blank, leaf_bytes);
        copy->owners = 1;
        if (*node) --(*node)->owners;
        *node = copy;
    }
    return *node;
}

// `first`: the first leaf that `node` covers; it covers `from`, or lies above it.
std::optional<std::uint64_t> CowTree::next(const Node* node, unsigned height, std::uint64_t first, std::uint64_t from) {
    if (!node) return std::nullopt;
    if (height == 0) return first;
    const auto& child = static_cast<const Inner*>(node)->child;
    const unsigned shift = fan_bits * (height - 1);
    for (std::size_t i = from > first ? (from - first) >> shift : 0; i < fan; ++i)
        if (const auto found = next(child[i], height - 1, first + (std::uint64_t{i} << shift), from)) return found;
    return std::nullopt;
}

namespace {

struct Place {
    const CowTree::Node* node;
    unsigned height;
};

}  // namespace

// A tree only grows: of two nodes of different heights the higher one's first child's child, and so on, stands for the
// lower.
bool CowTree::compare(const CowTree& other, Visit visit, void* context) const {
    struct Comparison {
        Visit visit;
        void* context;

        static Place below(Place at, unsigned height, std::size_t i) {
            if (at.height < height) return {i == 0 ? at.node : nullptr, at.height};
            return {at.node ? static_cast<const Inner*>(at.node)->child[i] : nullptr, at.height - 1};
        }
        bool run(Place ours, Place theirs, std::uint64_t first) const {
            if ((ours.node == theirs.node && ours.height == theirs.height) || (!ours.node && !theirs.node)) return true;
            const unsigned height = ours.height > theirs.height ? ours.height : theirs.height;
            if (height == 0) return visit(context, first, ours.node, theirs.node);
            for (std::size_t i = 0; i < fan; ++i)
                if (!run(below(ours, height, i), below(theirs, height, i), first + (std::uint64_t{i} << (fan_bits * (height - 1))))) return false;
            return true;
        }
    };
    return Comparison{visit, context}.run({root_, height_}, {other.root_, other.height_}, 0);
}

std::size_t CowTree::bytes_beyond(const CowTree& other, std::size_t leaf_bytes) const {
    struct Count {
        std::size_t leaf_bytes;

        std::size_t run(Place ours, Place theirs) const {
            if (!ours.node || (ours.node == theirs.node && ours.height == theirs.height)) return 0;
            if (ours.height == 0) return leaf_bytes;
            std::size_t bytes = sizeof(Inner);
            for (std::size_t i = 0; i < fan; ++i) {
                const bool lower = ours.height > theirs.height;
                const Node* there = !theirs.node ? nullptr : lower ? (i == 0 ? theirs.node : nullptr) : static_cast<const Inner*>(theirs.node)->child[i];
                bytes += run({static_cast<const Inner*>(ours.node)->child[i], ours.height - 1}, {there, lower ? theirs.height : ours.height - 1});
            }
            return bytes;
        }
    };
    return Count{leaf_bytes}.run({root_, height_}, {other.root_, other.height_});
}

}  // namespace base
