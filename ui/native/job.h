// Work beside the window: a thread that computes one thing, says how far it is, and can be stopped.
//
//     job.begin([](JobSteps& steps) { ... steps.go_on() ... return result; }, wake);
//     job.take()      in a later frame: the result, once
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "core/base/result.h"

namespace ui {

/// What the work and the window tell each other.
class JobSteps {
public:
    explicit JobSteps(std::function<void()> tell) : tell_(std::move(tell)) {}

    /// To be called by the work as it goes: `done` of `whole` (0: nobody knows), and how much came of it. False: stop.
    bool go_on(std::uint64_t done, std::uint64_t whole, std::uint64_t count) {
        done_ = done, whole_ = whole, count_ = count;
        if (const auto now = std::chrono::steady_clock::now(); now >= next_) next_ = now + std::chrono::milliseconds(100), tell_();
        return !stopped_;
    }
    bool stopped() const { return stopped_; }

    float share() const { return whole_ > 0 ? static_cast<float>(static_cast<double>(done_) / static_cast<double>(whole_)) : 0; }
    std::uint64_t count() const { return count_; }
    void stop() { stopped_ = true; }
    void tell() const { tell_(); }

private:
    std::function<void()> tell_;
    std::atomic<bool> stopped_{false};
    std::atomic<std::uint64_t> done_{0}, whole_{0}, count_{0};
    std::chrono::steady_clock::time_point next_{};
};

template <class Value>
class Job {
public:
    using Work = std::function<base::Result<Value>(JobSteps&)>;

    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job() { stop(); }

    /// Stops what is under way and begins. `tell` is called by the thread whenever there is news.
    void begin(Work work, std::function<void()> tell) {
        stop();
        now_ = std::make_shared<State>(std::move(tell));
        thread_ = std::thread([work = std::move(work), state = now_] {
            state->result.emplace(work(state->steps));
            state->done = true;
            state->steps.tell();
        });
    }
    /// Waits until the work has noticed. What it found is thrown away.
    void stop() {
        if (now_) now_->steps.stop();
        if (thread_.joinable()) thread_.join();
        now_.reset();
    }
    bool running() const { return now_ != nullptr; }
    float share() const { return now_ ? now_->steps.share() : 0; }          ///< 0 to 1
    std::uint64_t count() const { return now_ ? now_->steps.count() : 0; }
    /// The result, once; nothing while the work goes on.
    std::optional<base::Result<Value>> take() {
        if (!now_ || !now_->done) return std::nullopt;
        thread_.join();
        auto result = std::move(now_->result);
        now_.reset();
        return result;
    }

private:
    struct State {
        explicit State(std::function<void()> tell) : steps(std::move(tell)) {}
        JobSteps steps;
        std::optional<base::Result<Value>> result;
        std::atomic<bool> done{false};
    };
    std::shared_ptr<State> now_;
    std::thread thread_;
};

}  // namespace ui
