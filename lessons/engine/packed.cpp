#include "lessons/engine/packed.h"

#include <type_traits>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

constexpr std::string_view head = "pagewalk-lesson 2\n";
constexpr char end = '\1';

class Writer;
/// What a Writer leaves as it is.
template <class Archive, class T>
using Field = std::conditional_t<std::is_same_v<Archive, Writer>, const T, T>;

// --- the fields, for writing and for reading ----------------------------------------------------

template <class Archive>
void fields(Archive& a, Field<Archive, Inline>& i) {
    a(i.kind), a(i.text), a(i.target);
}
template <class Archive>
void fields(Archive& a, Field<Archive, CommandLine>& c) {
    a(c.text);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Condition>& c) {
    a(c.source, c.expression), a(c.hint);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Trap>& t) {
    a(t.source, t.expression), a(t.reply), a(t.misconception);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Option>& o) {
    a(o.text), a(o.source, o.condition), a(o.reply), a(o.misconception);
}
template <class Archive>
void fields(Archive& a, Field<Archive, WhyAnswer>& w) {
    a(w.right), a(w.text), a(w.reply), a(w.misconception), a(w.test);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Question>& q) {
    a(q.kind), a(q.id), a(q.ask), a(q.after), a(q.answer_source, q.answer), a(q.format), a(q.pick_what);
    a(q.options), a(q.answers), a(q.traps), a(q.hints), a(q.why), a(q.recall_lesson), a(q.recall_id);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Param>& p) {
    a(p.name), a(p.label), a(p.low), a(p.high), a(p.initial), a(p.plot_source), a(p.plot_low), a(p.plot_high);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Claim>& c) {
    a(c.text), a(c.source, c.expression), a(c.verdict), a(c.says), a(c.computed), a(c.origin), a(c.except), a(c.see);
}
template <class Archive>
void fields(Archive& a, Field<Archive, ShowItem>& s) {
    a(s.panel), a(s.argument), a(s.highlights), a(s.hidden), a(s.reads), a(s.view), a(s.level), a(s.other);
}
template <class Archive>
void fields(Archive& a, Field<Archive, LessonBlock>& b) {
    using Kind = LessonBlock::Kind;
    a(b.kind), a(b.inlines), a(b.items), a(b.columns), a(b.listing), a(b.language), a(b.commands), a(b.carry), a(b.opening), a(b.conditions);
    if (b.kind == Kind::question) a(b.question);
    if (b.kind == Kind::param) a(b.param);
    if (b.kind == Kind::claim) a(b.claim);
    a(b.show);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Step>& s) {
    a(s.title), a(s.blocks), a(s.final_check);
}
template <class Archive>
void fields(Archive& a, Field<Archive, Lesson>& l) {
    a(l.id), a(l.title), a(l.minutes), a(l.deeper), a(l.practice), a(l.book), a(l.review), a(l.sandbox), a(l.another_go), a(l.mastery);
    a(l.attempts), a(l.needs), a(l.terms), a(l.score), a(l.steps);
}

template <class T>
constexpr bool is_number = std::is_integral_v<T> || std::is_enum_v<T>;

class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    template <class T>
    void operator()(const T& value) {
        if constexpr (is_number<T>) number(static_cast<std::uint64_t>(value));
        else fields(*this, value);
    }
    void operator()(const std::string& text) { out_ += text + end; }
    template <class T>
    void operator()(const std::vector<T>& items) {
        number(items.size());
        for (const T& item : items) (*this)(item);
    }
    void operator()(const std::string& source, const script::Expression&) { (*this)(source); }

private:
    void number(std::uint64_t n) { out_ += std::to_string(n) + end; }

    std::string& out_;
};

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}
    /// All was there, and nothing more.
    bool done() const { return good_ && rest_.empty(); }

    template <class T>
    void operator()(T& value) {
        if constexpr (is_number<T>) value = static_cast<T>(number());
        else fields(*this, value);
    }
    void operator()(std::string& text) { text = next(); }
    template <class T>
    void operator()(std::vector<T>& items) {
        for (std::uint64_t left = number(); left > 0 && good_; --left) (*this)(items.emplace_back());
    }
    void operator()(std::string& source, script::Expression& expression) {
        (*this)(source);
        if (source.empty()) return;
        auto parsed = script::parse_formatted(source);
        if (parsed) expression = std::move(parsed->expression);
        else good_ = false;
    }

private:
    std::string_view next() {
        const std::size_t size = rest_.find(end);
        if (size == std::string_view::npos) {
            good_ = false;
            return {};
        }
        const std::string_view text = rest_.substr(0, size);
        rest_.remove_prefix(size + 1);
        return text;
    }
    std::uint64_t number() {
        std::uint64_t n = 0;
        const std::string_view digits = next();
        good_ = good_ && !digits.empty();
        for (const char digit : digits) {
            good_ = good_ && digit >= '0' && digit <= '9';
            n = n * 10 + static_cast<std::uint64_t>(digit - '0');
        }
        return n;
    }

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::string pack_lesson(const Lesson& lesson) {
    std::string text(head);
    Writer writer(text);
    fields(writer, lesson);
    return text;
}

base::Result<Lesson> unpack_lesson(std::string_view text, std::string file) {
    const auto damaged = [] { return base::Error{tr("author.packed-lesson-cannot-read"), tr("author.load-page-again")}; };
    if (!text.starts_with(head)) return damaged();
    Reader reader(text.substr(head.size()));
    Lesson lesson;
    fields(reader, lesson);
    if (!reader.done()) return damaged();
    lesson.file = std::move(file);
    return lesson;
}

}  // namespace lessons
