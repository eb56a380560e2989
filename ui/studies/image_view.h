// The desktop's page for a RAM image of a real machine: its file and where the top table lies, and then, one idea at a
// time: the tables, opened one below the other; the walk of an address; what is mapped, and who may do what there.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/hw/mapped.h"
#include "ui/native/job.h"
#include "ui/studies/paper.h"

namespace ui::studies {

/// What the reader asks for.
struct ImageRequest {
    std::string file;
    std::string root;               ///< physical address of the top table: x86's CR3
    std::string format = "x86-64";  ///< as `machine` knows it
};

struct ImageReport {
    hw::Hardware machine;
    hw::Mapped mapped;
};
/// Reads the file and surveys its tables, or until it is stopped. The error names what is wrong.
base::Result<ImageReport> read_image(const ImageRequest& request, JobSteps& steps);

/// A file of this name holds RAM, not a trace: .raw .img .ram .mem .bin .dump
bool is_image_name(const std::string& file);

class ImageView {
public:
    static constexpr std::size_t section_count = 3;  ///< tables, walk, mapped

    /// Fills the form in, and begins to read when the root is known; `tell` as of Job.
    void open(ImageRequest request, const std::function<void()>& tell);
    bool tick();
    void cancel();
    /// Draws; begins to read when the reader asks for it.
    void draw(Paper& paper, const std::function<void()>& tell);
    bool turn(bool on);

    bool reading() const { return job_.running(); }
    const std::optional<ImageReport>& report() const { return report_; }
    const std::string& said() const { return said_; }
    const std::string& wrong() const { return wrong_; }  ///< empty: nothing went wrong
    std::size_t section() const { return section_; }
    std::size_t depth() const { return path_.size(); }   ///< tables on the path to the one that is shown; 0: nothing is
    const std::string& address() const { return address_; }  ///< that is walked, as typed

private:
    struct OpenTable {
        base::PhysAddr at{};
        unsigned level = 0;
        std::uint64_t first = 0;  ///< address that it covers from
        std::uint64_t index = 0;  ///< of the entry above that names it
    };
    void begin(const std::function<void()>& tell);
    bool draw_form(Paper& paper);
    void draw_report(Paper& paper);
    void draw_tables(Paper& paper);
    void draw_entries(Paper& paper, const OpenTable& table);
    void draw_walk(Paper& paper);
    void draw_mapped(Paper& paper) const;

    Job<ImageReport> job_;
    ImageRequest asked_;
    std::string said_, wrong_, address_;  // address_: that is walked, as typed
    std::optional<ImageReport> report_;
    std::vector<OpenTable> path_;
    std::size_t section_ = 0;
};

}  // namespace ui::studies
