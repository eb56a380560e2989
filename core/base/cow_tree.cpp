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
    if (height > 0)
        for (Node* child : static_cast<Inner*>(node)->child)
            if (child) release(child, height - 1);
    ::operator delete(node);
}

// True when the node was shared and is a copy now.
bool CowTree::own(Node*& node, const Node& blank, std::size_t bytes) {
    Node* const shared = node;
    if (shared && shared->owners == 1) return false;
    node = static_cast<Node*>(::operator new(bytes));
    std::memcpy(static_cast<void*>(node), shared ? shared : &blank, bytes);
    node->owners = 1;
    if (shared) --shared->owners;
    return shared;
}

CowTree::Node* CowTree::own(std::uint64_t number, const Node& blank, std::size_t leaf_bytes) {
    static constexpr Inner childless{};
    for (; !covers(height_, number); ++height_) {
        if (!root_) continue;
        Node* above = nullptr;
        own(above, childless, sizeof(Inner));
        static_cast<Inner*>(above)->child[0] = root_;
        root_ = above;
    }
    Node** node = &root_;
    for (unsigned h = height_; h > 0; --h) {
        const bool copied = own(*node, childless, sizeof(Inner));
        auto& children = static_cast<Inner*>(*node)->child;
        if (copied)
            for (Node* child : children)
                if (child) ++child->owners;
        node = &children[slot(h, number)];
    }
    own(*node, blank, leaf_bytes);
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

bool CowTree::compare(const CowTree& other, Visit visit, void* context) const {
    struct Comparison {
        Visit visit;
        void* context;

        bool run(Place ours, Place theirs, std::uint64_t first) const {
            if (ours == theirs || (!ours.node && !theirs.node)) return true;
            const unsigned height = ours.height > theirs.height ? ours.height : theirs.height;
            if (height == 0) return visit(context, first, ours.node, theirs.node);
            for (std::size_t i = 0; i < fan; ++i)
                if (!run(ours.below(height, i), theirs.below(height, i), first + (std::uint64_t{i} << (fan_bits * (height - 1))))) return false;
            return true;
        }
    };
    return Comparison{visit, context}.run({root_, height_}, {other.root_, other.height_}, 0);
}

void CowTree::take_unshared(void (*taken)(void* context, std::uint64_t number, const Node* leaf), void* context) {
    struct Taking {
        void (*taken)(void* context, std::uint64_t number, const Node* leaf);
        void* context;

        // A node of ours alone goes when nothing is left below it.
        void run(Node*& node, unsigned height, std::uint64_t first) const {
            if (!node || node->owners > 1) return;
            if (height == 0) taken(context, first, node);
            bool left = false;
            for (std::size_t i = 0; height > 0 && i < fan; ++i) {
                Node*& child = static_cast<Inner*>(node)->child[i];
                run(child, height - 1, first + (std::uint64_t{i} << (fan_bits * (height - 1))));
                left |= child != nullptr;
            }
            if (left) return;
            ::operator delete(node);
            node = nullptr;
        }
    };
    Taking{taken, context}.run(root_, height_, 0);
}

std::size_t CowTree::bytes_beyond(const CowTree& other, std::size_t leaf_bytes) const {
    struct Count {
        std::size_t leaf_bytes;

        std::size_t run(Place ours, Place theirs) const {
            if (!ours.node || ours == theirs) return 0;
            if (ours.height == 0) return leaf_bytes;
            std::size_t bytes = sizeof(Inner);
            for (std::size_t i = 0; i < fan; ++i) bytes += run(ours.below(ours.height, i), theirs.below(ours.height, i));
            return bytes;
        }
    };
    return Count{leaf_bytes}.run({root_, height_}, {other.root_, other.height_});
}

}  // namespace base
