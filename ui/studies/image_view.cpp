#include "ui/studies/image_view.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/text.h"
#include "core/hw/mmu.h"
#include "core/hw/table_tree.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/native/ram_image.h"

namespace ui::studies {

using base::hex;
using lessons::tr;

namespace {

constexpr std::array<const char*, ImageView::section_count> section_ids{"tables", "walk", "mapped"};
constexpr std::size_t most_ranges = 200, most_entries = 128;       // that are shown
constexpr std::uint64_t most_reads = std::uint64_t{1} << 24;  // of entries: a table may name itself
constexpr unsigned address_digits = 16;

std::string name_of_level(const hw::PagingFormat& format, unsigned level) { return hw::level_name(format, level, hw::LevelNames::linux_names); }

}  // namespace

bool is_image_name(const std::string& file) {
    constexpr std::array<std::string_view, 6> endings{".raw", ".img", ".ram", ".mem", ".bin", ".dump"};
    const std::string ending = std::filesystem::path(file).extension().string();
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

base::Result<ImageReport> read_image(const ImageRequest& request, JobSteps& steps) {
    const auto format = image_format(request.format);
    if (!format) return format.error();
    auto ram = read_ram_image(request.file, [&](std::uint64_t done, std::uint64_t whole) { return steps.go_on(done, whole, done); });
    if (!ram) return ram.error();
    const auto root = parse_root(tr("desktop.image.root_short", {request.root}), request.root, *format, *ram);
    if (!root) return root.error();
    ImageReport report{machine_of_image(*format, std::move(*ram), *root), {}};
    if (!steps.stopped()) report.mapped = hw::mapped_ranges(report.machine, *root, most_ranges, most_reads);
    return report;
}

// --- reading it ---------------------------------------------------------------------------------

void ImageView::open(ImageRequest request, const std::function<void()>& tell) {
    job_.stop();
    report_.reset();
    said_.clear(), wrong_.clear();
    asked_.file = std::move(request.file);
    if (!request.root.empty()) asked_.root = std::move(request.root);
    if (!request.format.empty()) asked_.format = std::move(request.format);
    if (!asked_.root.empty()) begin(tell);
}

void ImageView::begin(const std::function<void()>& tell) {
    wrong_.clear();
    report_.reset();
    section_ = 0;
    said_ = tr("trace.reading", {name_of(asked_.file)});
    job_.begin([asked = asked_](JobSteps& steps) { return read_image(asked, steps); }, tell);
}

bool ImageView::tick() {
    auto found = job_.take();
    if (!found) return false;
    said_.clear();
    if (!*found) {
        wrong_ = tr("desktop.image.wrong", {error_text(found->error())});
        return true;
    }
    report_ = std::move(**found);
    const hw::Hardware& machine = report_->machine;
    path_ = {{machine.cores[0].root, machine.format.level_count, 0, 0}};
    address_ = report_->mapped.ranges.empty() ? "0x0" : hex(report_->mapped.ranges.front().start.value);
    said_ = tr("desktop.image.done", {name_of(asked_.file), base::size(machine.ram.bytes()), asked_.format, hex(machine.cores[0].root.value)});
    return true;
}

void ImageView::cancel() {
    job_.stop();
    said_ = tr("trace.cancelled");
}

bool ImageView::turn(bool on) {
    return report_ && turn_section(section_, section_count, on);
}

// --- drawing it ---------------------------------------------------------------------------------

// True when it is to be read.
bool ImageView::draw_form(Paper& paper) {
    paper.title(tr("desktop.image.title"));
    paper.text(tr("desktop.image.lead"));
    paper.skip(10);
    const float width = std::min(paper.width, px(widest_field));
    bool go = labelled_field(paper, "image.file", tr("desktop.trace_file"), asked_.file, tr("desktop.image.file_hint"), width);
    go |= labelled_field(paper, "image.format", tr("desktop.image.format"), asked_.format, "x86-64", width);
    go |= field_row(paper, "image.root", tr("desktop.image.root"), asked_.root, "0x1a2b000", tr("desktop.open"), false);
    if (!wrong_.empty()) paper.text(wrong_, "fault", true);
    if (!said_.empty()) paper.text(said_, "ink", true);
    paper.skip(8);
    paper.text(tr("desktop.image.how"), "ink-3");
    return go && !asked_.file.empty();
}

void ImageView::draw(Paper& paper, const std::function<void()>& tell) {
    if (job_.running()) {
        if (reading_page(paper, "image.cancel", tr("desktop.image.title"), said_, job_.share(), tr("desktop.image.so_far", {base::size(job_.count())}))) cancel();
    } else if (!report_) {
        if (draw_form(paper)) begin(tell);
    } else {
        draw_report(paper);
    }
}

void ImageView::draw_report(Paper& paper) {
    paper.text(said_, "ink", true);
    section_ = section_row(paper, "image", section_ids, section_);
    const std::string id = "desktop.image." + std::string(section_ids[section_]);
    paper.heading(tr(id + "_head"));
    paper.text(tr(id + "_what"));
    paper.skip(4);
    switch (section_) {
        case 0: draw_tables(paper); break;
        case 1: draw_walk(paper); break;
        default: draw_mapped(paper);
    }
    paper.skip(10);
    if (button_row(paper, "image.other", tr("desktop.image.other"))) report_.reset(), said_.clear();
}

void ImageView::draw_tables(Paper& paper) {
    const hw::PagingFormat& format = report_->machine.format;
    const OpenTable table = path_.back();
    std::string way = tr("desktop.image.root_short", {hex(path_.front().at.value)});
    for (std::size_t i = 1; i < path_.size(); ++i) way += " > " + name_of_level(format, path_[i - 1].level) + "[" + base::dec(path_[i].index) + "]";
    paper.text(way, "ink", true);
    if (path_.size() > 1 && button_row(paper, "image.up", tr("desktop.image.up"))) return path_.pop_back(), void();
    const hw::TableUse use = hw::table_use(report_->machine, table.at, table.level);
    paper.text(tr("desktop.image.table", {name_of_level(format, table.level), hex(table.at.value), base::grouped(use.used()), base::grouped(format.entries(table.level)),
                                          base::grouped(use.tables), base::grouped(use.pages)}));
    paper.skip(4);
    draw_entries(paper, table);
}

// An entry that names a table can be pressed: that table is shown next.
void ImageView::draw_entries(Paper& paper, const OpenTable& table) {
    constexpr float row = 30;
    const hw::Hardware& machine = report_->machine;
    const hw::PagingFormat& format = machine.format;
    std::size_t shown = 0;
    for (std::uint64_t i = 0; i < format.entries(table.level); ++i) {
        const std::uint64_t word = machine.ram.read(table.at + i * format.entry.bytes, format.entry.bytes);
        if (word == 0) continue;
        if (shown++ == most_entries) {
            paper.skip(6);
            paper.text(tr("desktop.image.more"), "ink-3");
            return;
        }
        const hw::Entry entry = hw::decode(format, table.level, word);
        const base::PhysAddr at{entry.pfn.value << format.page_bits};
        const std::uint64_t first = table.first + i * format.entry_span(table.level);
        const bool below = entry.present && !entry.leaf && machine.ram.contains(at, format.entry.bytes);
        const char* const kind = !entry.present ? "absent" : entry.leaf ? "page" : below ? "names_table" : "outside";
        std::string index = base::dec(i);
        index.insert(0, 4 - std::min<std::size_t>(4, index.size()), ' ');
        const std::string text = index + "  " + hex(format.canonicalised({first}).value, address_digits) + "  " +
                                 tr("desktop.image." + std::string(kind), {hex(at.value)}) + "  " + (entry.present ? hw::flags_text(format, table.level, word) : hex(word));
        const std::string id = "image.entry." + base::dec(i);
        const std::string seen = elided(text, mono_style, paper.width - px(16));
        if (below) {
            const Hit hit = hit_area(id.c_str(), paper.at, {paper.width, px(row)});
            if (hit.hovered || hit.active) ImGui::GetWindowDrawList()->AddRectFilled(paper.at, {paper.at.x + paper.width, paper.at.y + px(row)}, ink("sunken"), px(4));
            if (seen != text) tooltip(hit, text);
            if (hit.pressed) path_.push_back({at, table.level - 1, first, i});
        }
        draw_text_middle({paper.at.x + px(8), paper.at.y + px(row / 2)}, seen, mono_style, ink(below ? "accent" : "ink"));
        paper.skip(row);
    }
    if (shown == 0) paper.text(tr("desktop.image.empty"));
}

void ImageView::draw_walk(Paper& paper) {
    const hw::Hardware& machine = report_->machine;
    const hw::PagingFormat& format = machine.format;
    labelled_field(paper, "image.address", tr("desktop.image.address"), address_, "0x7fff_1234_5000", std::min(paper.width, px(widest_field)));
    const auto number = base::parse_number(address_);
    const bool good = number && *number <= base::low_mask(format.register_bits);
    if (!good) return paper.text(number ? tr("desktop.image.wide", {std::to_string(format.register_bits)}) : number.error().message, "fault", true);
    const base::VirtAddr va{static_cast<std::uint64_t>(*number)};
    Table walk{{}, {tr("desktop.image.level"), tr("desktop.image.table_head"), tr("desktop.image.index"), tr("desktop.image.word"), tr("desktop.image.flags")}, {}, true, 5};
    for (const hw::WalkStep& step : hw::peek_walk(machine, machine.cores[0].root, va))
        walk.rows.push_back({name_of_level(format, step.level), hex(step.table.value), base::dec(format.index(va, step.level)), hex(step.word, format.entry.bytes * 2), hw::flags_text(format, step.level, step.word)});
    draw_table(paper, walk);
    paper.skip(6);
    Table accesses{tr("desktop.image.accesses"), {"", tr("desktop.image.program"), tr("desktop.image.kernel")}, {}, true, 3};
    for (const hw::AccessType type : {hw::AccessType::read, hw::AccessType::write, hw::AccessType::fetch}) {
        std::vector<std::string> row{tr(type == hw::AccessType::read ? "desktop.image.read" : type == hw::AccessType::write ? "desktop.image.write" : "desktop.image.fetch")};
        for (const bool user : {true, false}) {
            hw::Hardware copy = machine;  // an access sets A and D
            const hw::Translation found = hw::access(copy, 0, {va, type, user}, hw::RecordNothing{});
            row.push_back(found.outcome == hw::Outcome::ok ? hex(found.pa.value) : tr("desktop.image." + std::string(found.outcome == hw::Outcome::page_fault ? "fault" : "refused"), {base::dec(hw::fault_code(format, found, type))}));
        }
        accesses.rows.push_back(std::move(row));
    }
    draw_table(paper, accesses);
}

void ImageView::draw_mapped(Paper& paper) const {
    const hw::Mapped& mapped = report_->mapped;
    paper.text(tr(mapped.complete ? "desktop.image.ranges" : "desktop.image.ranges_cut", {base::grouped(mapped.ranges.size()), base::size(mapped.bytes)}), "ink", true);
    if (mapped.outside > 0) paper.text(tr("desktop.image.outside_count", {base::grouped(mapped.outside)}));
    paper.skip(4);
    Table table{{}, {tr("desktop.image.from"), tr("desktop.image.size"), tr("desktop.image.rights"), tr("desktop.image.who"), tr("desktop.image.entries")}, {}, true, 1};
    for (const hw::MappedRange& range : mapped.ranges)
        table.rows.push_back({hex(range.start.value, address_digits), size_text(range.bytes), std::string(range.read ? "r" : "-") + (range.write ? "w" : "-") + (range.execute ? "x" : "-"),
                              tr(range.user ? "desktop.image.program" : "desktop.image.kernel"), count_text(range.entries)});
    draw_table(paper, table);
}

}  // namespace ui::studies
