// The state log (--log FILE): one JSON object a line, written whenever the program has drawn and
// comes to rest. A test reads there what happened, and that nothing was drawn since.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "ui/desktop/shell.h"

namespace ui::desktop {

class StateLog {
public:
    /// Opens the file to append to it.
    base::Status open(const std::string& path);
    /// {"lesson","step","steps","position","events","questions":[...],"tasks":[...],"command",
    ///  "controls":[{"name","x","y"}],"notice","presenting","curtain","code","answers_hidden","held","laser",
    ///  "clock","big","scale","site","window","fullscreen","theme","frames"}, and on the pages beside the course
    ///  "trace":{"reading","said","wrong","section","frames"}, on that for RAM images "image":{"reading","said","wrong",
    ///  "section","depth","address"} too; does nothing when no file is open.
    void write(const Session& session, const Shell& shell, const Window& window);

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Closer> file_;
    unsigned long long logged_frames_ = 0;
};

}  // namespace ui::desktop
