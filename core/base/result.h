// An expected failure is a value: Result<T> holds either a T or an Error that says what is
// wrong, where, and what to do about it. (std::expected is missing from the oldest toolchain.)
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace base {

struct Error {
    std::string message;  ///< what is wrong, one sentence without a full stop
    std::string hint = {};  ///< what to do about it; may be empty
    int line = 0;         ///< 1-based line of the input; 0 when it has no lines
    int column = 0;       ///< 1-based column of the offending text; 0 when unknown
    bool unmet = false;   ///< the input is right, but what it expects does not hold

    friend bool operator==(const Error&, const Error&) = default;
};

/// "file:line:column: message (hint)"; parts that are unknown are left out.
std::string to_text(const Error& error, const std::string& file = {});

template <class T>
class Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// REQUIRES: ok()
    T& value() { return *std::get_if<0>(&state_); }
    const T& value() const { return *std::get_if<0>(&state_); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// REQUIRES: !ok()
    Error& error() { return *std::get_if<1>(&state_); }
    const Error& error() const { return *std::get_if<1>(&state_); }

private:
    std::variant<T, Error> state_;
};

struct Done {
    friend bool operator==(Done, Done) = default;
};
using Status = Result<Done>;

}  // namespace base
