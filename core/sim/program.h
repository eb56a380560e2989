// What a process runs when the scheduler lets it: a workload (core/sim/workloads.h) or a short trace
// that was written out. Both give one reference after the other, without end.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/sim/workloads.h"

namespace sim {

/// References that were written out, read again from the first after the last. Copies share them.
class TraceProgram {
public:
    /// REQUIRES: references is not empty
    explicit TraceProgram(std::vector<Reference> references)
        : references_(std::make_shared<const std::vector<Reference>>(std::move(references))) {}

    const std::vector<Reference>& references() const { return *references_; }
    Reference next() {
        const Reference now = (*references_)[at_];
        at_ = at_ + 1 == references_->size() ? 0 : at_ + 1;
        return now;
    }
    friend bool operator==(const TraceProgram& a, const TraceProgram& b) {
        return a.at_ == b.at_ && (a.references_ == b.references_ || *a.references_ == *b.references_);
    }

private:
    std::shared_ptr<const std::vector<Reference>> references_;
    std::size_t at_ = 0;
};

class Program {
public:
    Program() : program_(Workload()) {}
    explicit Program(Workload workload) : program_(std::move(workload)) {}
    explicit Program(TraceProgram trace) : program_(std::move(trace)) {}

    Reference next() {
        if (Workload* workload = std::get_if<Workload>(&program_)) return workload->next();
        return std::get_if<TraceProgram>(&program_)->next();
    }
    /// nullptr when it is a trace.
    const Workload* workload() const { return std::get_if<Workload>(&program_); }
    const TraceProgram* trace() const { return std::get_if<TraceProgram>(&program_); }
    std::string_view name() const { return workload() ? to_text(workload()->config().kind) : "trace"; }

    friend bool operator==(const Program&, const Program&) = default;

private:
    std::variant<Workload, TraceProgram> program_;
};

}  // namespace sim
