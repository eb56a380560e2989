// Writes JSON text. Only writing: the browser side parses it, and commands come in as plain text.
#pragma once

#include <string>
#include <string_view>

#include "core/base/types.h"

namespace base {

class JsonWriter {
public:
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view text);
    JsonWriter& number(u128 value);
    JsonWriter& number(double value);
    JsonWriter& boolean(bool value);
    JsonWriter& null() {
        separate();
        text_ += "null";
        return *this;
    }

    // A key and its value in one call.
    JsonWriter& field(std::string_view name, std::string_view text) { return key(name).string(text); }
    JsonWriter& field(std::string_view name, const char* text) { return key(name).string(text); }
    JsonWriter& field(std::string_view name, bool value) { return key(name).boolean(value); }
    JsonWriter& field_number(std::string_view name, u128 value) { return key(name).number(value); }

    const std::string& text() const { return text_; }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string text_;
    bool needs_comma_ = false;
};

}  // namespace base
