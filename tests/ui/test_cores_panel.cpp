// The cores panel: what runs where, whose copies are stale, and the last change as it goes from core to core.
#include "core/base/text.h"
#include "twin.h"
#include "ui/panels/cores_story.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

json twin(const Reader& reader) { return test::twin(reader, "cores"); }

std::string cores_lesson(const std::string& run, const std::string& show = "cores va\ntimeline") {
    return "# Cores\nLook.\n```lesson\nid test-cores\nminutes 1\ncore\nterms x\n```\n```run\n" + run + "\n```\n```show\n" + show +
           "\n```\n## Do it\nRead it.\n```try\nread va\n```\n";
}
// A on core 0 and its thread on core 1 have used the page; B runs on core 2; core 3 has run nothing.
const std::string shared = "process A\nlet va = 0x400010\nmap A 0x400000 64K rw now name=data\nwrite A va\nthread A.1 1\nwrite A.1 va\n"
                           "process B\nmap B 0x400000 64K rw now name=data\nread B@2 va\nswitch A";
const std::string four = "machine x86-64 ram=2M cores=4\n" + shared;

/// The cell of a core's row, counted from the left; -1 is the last.
std::string cell(const Reader& reader, std::size_t core, int column) {
    const json rows = twin(reader)["rows"];
    REQUIRE(core < rows.size());
    const auto at = column < 0 ? rows[core].size() - static_cast<std::size_t>(-column) : static_cast<std::size_t>(column);
    return rows[core][at];
}
std::string page_of(const Reader& reader, std::size_t core) { return cell(reader, core, 4); }
std::string part_of(const Reader& reader, std::size_t core) { return cell(reader, core, -1); }

}  // namespace

TEST_CASE("cores: what runs, with its root and tag, and what each TLB holds of the page") {
    Reader reader(cores_lesson(four));
    const json rows = twin(reader)["rows"];
    CHECK(rows.size() == 4);
    CHECK(cell(reader, 0, 1) == "A");
    CHECK(cell(reader, 1, 1) == "A.1");
    CHECK(cell(reader, 2, 1) == "B");
    CHECK(cell(reader, 3, 1) == "nothing");
    CHECK(cell(reader, 1, 2) == base::hex(expression(reader, "A.root")));
    CHECK(cell(reader, 2, 2) == base::hex(expression(reader, "B.root")));
    CHECK(cell(reader, 2, 3) == "2");
    const std::string frame = base::hex(expression(reader, "pfn(A, va)"));
    CHECK(page_of(reader, 0) == frame + " rw");
    CHECK(page_of(reader, 1) == frame + " rw");
    CHECK(page_of(reader, 2) == "–");
    CHECK(cell(reader, 2, 5) == base::hex(expression(reader, "pfn(B, va)")) + " rw");
    CHECK(says(twin(reader)["say"], "Held by the TLB of core 0, 1"));
}

TEST_CASE("cores: buttons read and write from their core, and a click on a head lets the next thing run") {
    Reader reader(cores_lesson(four));
    reader.click("read1");
    CHECK(reader.commands() == std::vector<std::string>{"read A.1 va"});
    CHECK(expression(reader, "last.core") == 1);
    reader.click("write0");
    CHECK(reader.commands().back() == "write A va");
    // Nothing waits for a core: the head of a busy one sends it to sleep, and wakes it again.
    reader.click("core2");
    CHECK(reader.commands().back() == "idle 2");
    CHECK(says(cell(reader, 2, 1), "idle"));
    reader.click("core2");
    CHECK(reader.commands().back() == "switch B@2");
    CHECK(cell(reader, 2, 1) == "B");
    send(reader, "process C");
    reader.click("core3");
    CHECK(reader.commands().back() == "switch C@3");
    CHECK(cell(reader, 3, 1) == "C");
}

TEST_CASE("cores: an unmap goes on stage by stage with the button, and the picture tells where it stands") {
    Reader reader(cores_lesson(four));
    reader.click("cores-unmap-slow");
    CHECK(reader.commands().back() == "unmap A 0x40_0000 0x1000 stop=clear");
    CHECK(says(page_of(reader, 0), "stale"));
    CHECK(says(page_of(reader, 1), "stale"));
    CHECK(part_of(reader, 0) == "changes the mapping");
    CHECK(part_of(reader, 1) == "not told yet: still translates");
    CHECK(part_of(reader, 2) == "not in the mask");
    CHECK(says(twin(reader)["say"], "stopped here"));
    reader.click("read1");
    CHECK(expression(reader, "last.stale") == 1);
    CHECK(reader.find("cores-unmap") == nullptr);
    reader.click("cores-next");
    CHECK(reader.commands().back() == "continue A to=send");
    CHECK(page_of(reader, 0) == "–");
    CHECK(says(page_of(reader, 1), "stale"));
    CHECK(part_of(reader, 1) == "interrupted, not done yet");
    reader.click("cores-next");
    CHECK(reader.commands().back() == "continue A to=ack");
    CHECK(page_of(reader, 1) == "–");
    CHECK(part_of(reader, 1) == "drops it");
    const auto held = expression(reader, "frames.free");
    reader.click("cores-next");
    CHECK(expression(reader, "frames.free") == held + 1);
    CHECK(reader.commands().back() == "continue A");
    CHECK(says(twin(reader)["say"], "free frame"));
    CHECK(says(twin(reader)["say"], "all have answered"));
    CHECK(reader.find("cores-next") == nullptr);
}

TEST_CASE("cores: stepping back through a shootdown takes the story back, event by event") {
    Reader reader(cores_lesson(four));
    reader.click("cores-unmap");
    const std::string whole = twin(reader)["say"];
    CHECK(says(whole, "interrupt 1 core"));
    while (reader.player.timeline().position() > 1) {
        REQUIRE(reader.player.act("seek " + std::to_string(reader.player.timeline().position() - 1)).ok());
        reader.frames(1);
        const std::string text = twin(reader)["say"];
        const auto happened = reader.player.timeline().kinds(0, reader.player.timeline().position());
        CHECK(says(text, "free frame") == happened.test(base::index_of(base::EventKind::frame_freed)));
        CHECK(says(text, "interrupt 1 core") == happened.test(base::index_of(base::EventKind::ipi_sent)));
        CHECK(says(text, "all have answered") == happened.test(base::index_of(base::EventKind::tlb_shootdown)));
    }
    CHECK(says(twin(reader)["say"], "unmap A"));
}

TEST_CASE("cores: a broken kernel tells nobody, and a stale copy stays") {
    Reader reader(cores_lesson(four + "\nset shootdown off"));
    reader.click("cores-unmap");
    CHECK(part_of(reader, 1) == "not told: keeps what it has");
    CHECK(says(page_of(reader, 1), "stale"));
    CHECK(says(twin(reader)["say"], "nobody is told!"));
    CHECK(says(twin(reader)["say"], "Stale on core 1"));
}

TEST_CASE("cores: who is left alone, and why") {
    Reader reader(cores_lesson(four + "\nthread A.2 3\nread A.2 va\nidle 1\nidle 3\nswitch A"));
    reader.click("cores-unmap");
    CHECK(part_of(reader, 1) == "idle: flushes later");
    CHECK(part_of(reader, 2) == "not in the mask");
    CHECK(says(twin(reader)["say"], "nobody has to be told"));
    CHECK(expression(reader, "count(ipi_sent)") == 0);
}

TEST_CASE("cores: a new mapping and a context switch are told as what they are: nobody is asked") {
    Reader reader(cores_lesson(four));
    send(reader, "map A 0x600000 4K rw");
    CHECK(says(twin(reader)["say"], "make a mapping"));
    CHECK(part_of(reader, 1) == "not asked");
    send(reader, "switch B@3");
    CHECK(says(twin(reader)["say"], "CR3 := " + base::hex(expression(reader, "B.root"))));
    CHECK(says(twin(reader)["say"], "nobody has to be told"));
    send(reader, "unmap A@0 0x400000 4K");
    CHECK(says(twin(reader)["say"], "interrupt 1 core"));
    // What is only read tells no story of its own.
    send(reader, "read A.1 0x401000");
    CHECK(says(twin(reader)["say"], "interrupt 1 core"));
}

TEST_CASE("cores: broadcasts reach every core, and the kernel waits") {
    SECTION("AMD") {
        Reader reader(cores_lesson("machine x86-64 preset=zen4 ram=2M cores=4\n" + shared));
        reader.click("cores-unmap-slow");
        reader.click("cores-next");
        CHECK(part_of(reader, 1) == "hears it");
        reader.click("cores-next");
        CHECK(part_of(reader, 1) == "drops it");
        CHECK(part_of(reader, 3) == "held nothing");
        CHECK(says(twin(reader)["say"], "wait (TLBSYNC)"));
    }
    SECTION("ARM") {
        Reader reader(cores_lesson("machine arm64-4k-48 ram=2M cores=4\n" + shared));
        CHECK(twin(reader)["columns"][2] == "TTBR0");
        CHECK(twin(reader)["columns"][3] == "ASID");
        reader.click("cores-unmap");
        CHECK(says(twin(reader)["say"], "broadcast TLBI"));
        CHECK(says(twin(reader)["say"], "wait (DSB)"));
        CHECK(part_of(reader, 2) == "held nothing");
    }
}

TEST_CASE("cores: a copy that allows more than the table is stale, too") {
    Reader reader(cores_lesson(four));
    send(reader, "bit va pt write off");
    CHECK(says(page_of(reader, 0), "rw, stale"));
    send(reader, "invlpg A va");
    CHECK(page_of(reader, 0) == "–");
    CHECK(says(page_of(reader, 1), "rw, stale"));
    send(reader, "bit va pt write on");
    CHECK_FALSE(says(page_of(reader, 1), "stale"));
}

TEST_CASE("cores: a right to execute that was taken away makes a copy stale") {
    Reader reader(cores_lesson("machine x86-64 ram=2M cores=2\nprocess A\nlet va = 0x400010\nmap A 0x400000 64K rwx now name=code\nfetch A va"));
    CHECK_FALSE(says(page_of(reader, 0), "stale"));
    send(reader, "bit va pt nx on");
    CHECK(says(page_of(reader, 0), "stale"));
}

TEST_CASE("cores: every action that is offered works") {
    const auto actions = [](const Reader& reader) {
        std::vector<std::string> lines;
        const json list = twin(reader)["actions"];
        for (const json& action : list)
            if (action["enabled"]) lines.push_back(action["text"]);
        return lines;
    };
    Reader reader(cores_lesson(four));
    const std::vector<std::string> first = actions(reader);
    CHECK(first.size() >= 8);
    for (const std::string& line : first) {
        send(reader, line);
        (void)reader.player.act("seek 0");
        reader.frames(1);
    }
    send(reader, "unmap A 0x400000 4K stop=clear");
    const std::vector<std::string> stopped = actions(reader);
    CHECK(stopped.front() == "continue A to=send");
    for (const std::string& line : stopped) {
        send(reader, line);
        (void)reader.player.act("seek " + std::to_string(reader.player.timeline().history().front().end_event));
        reader.frames(1);
    }
}

TEST_CASE("cores: eight fit side by side on a laptop, two or three on a phone, and the others are a tap away") {
    const std::string eight = "machine x86-64 ram=2M cores=8\n" + shared;
    for (const float width : {320.0f, 390.0f, 560.0f, 774.0f, 1280.0f, 1800.0f}) {
        Reader reader(cores_lesson(eight), width, 900);
        CAPTURE(width);
        std::size_t heads = 0;
        for (const ui::NamedArea& area : reader.areas) {
            CHECK(area.min.x >= -1);
            CHECK(area.max.x <= width + 1);
            heads += area.id.size() == 5 && area.id.compare(0, 4, "core") == 0;
        }
        CHECK(heads == (width < 360 ? 2 : width < 520 ? 3 : width < 700 ? heads : 8));
        CHECK(heads >= 2);
        if (heads == 8) continue;
        CHECK_FALSE(reader.find("core7"));
        for (int i = 0; i < 8 && !reader.find("core7"); ++i) reader.click("cores-on");
        CHECK(reader.find("core7"));
        for (int i = 0; i < 8 && !reader.find("core0"); ++i) reader.click("cores-back");
        CHECK(reader.find("core0"));
    }
}

TEST_CASE("cores: odd machines do not break it") {
    for (const char* run : {"machine classroom\nprocess A\nmap 0 64 rw now\nread 0x34", "machine i386 cores=2\nprocess A\nmap A 0x400000 16K rw now\nread 0x400000",
                            "machine hotel\nprocess guests\nmap 0 500 rw\nread 5", "machine sv39 cores=3\nprocess A\nmap A 0x4000 16K rw now\nread 0x4010",
                            "machine x86-64", "machine x86-64 tlb=off cores=2\nprocess A\nmap A 0x400000 4K rw now\nread 0x400000",
                            "machine x86-64 cores=2\nprocess A\nmap A 0x40000000 4M rw huge\nwrite 0x40000000\nset tags off\nprocess B\nswitch B\nexit A",
                            "machine x86-64 cores=64\nprocess A\nmap A 0x400000 4K rw now\nread 0x400000"}) {
        CAPTURE(run);
        Reader reader(cores_lesson(run, "cores\ntimeline"));
        CHECK_FALSE(twin(reader)["say"].get<std::string>().empty());
        for (const char* line : {"unmap 0x400000 4K", "unmap 0x4000 4K stop=clear", "unmap 0 1"}) {
            (void)reader.app.perform({ui::PanelRequest::Kind::command, line, false});
            reader.frames(2);
            CHECK_FALSE(twin(reader)["say"].get<std::string>().empty());
        }
        (void)reader.app.perform({ui::PanelRequest::Kind::command, "machine x86-64 cores=1", false});
        reader.frames(2);
        CHECK(says(twin(reader)["say"], "No process"));
    }
}

TEST_CASE("cores: a pick of a core is a click on its head") {
    Reader reader("# Cores\nLook.\n```lesson\nid test-cores\nminutes 1\ncore\nterms x\n```\n```run\n" + four +
                  "\n```\n```show\ncores va\n```\n## Do it\nWhich?\n```predict which\nask: Which core runs B?\npick: core 2 + va * 0\ntrap: 0 -- That one runs A. [x]\nwhy: B.\n```\n");
    reader.click("core2");
    CHECK(reader.commands().empty());
    const auto view = reader.player.view();
    bool chosen = false;
    for (const lessons::Block& block : view.blocks)
        if (block.kind == lessons::Block::Kind::question)
            for (const lessons::Choice& choice : block.question.choices) chosen |= choice.chosen;
    CHECK(chosen);
}

TEST_CASE("cores: eight full TLBs and 65,536 frames stay cheap") {
    Reader reader(cores_lesson("machine x86-64 preset=sapphire-rapids ram=256M cores=8\nprocess A\nlet va = 0x40000000\nmap A va 32M rw now\n"
                               "touch A@0 va 8M\nthread A.1 1\ntouch A.1 va 8M\nthread A.2 2\ntouch A.2 va 8M\nswitch A"));
    CHECK(reader.vertices < 30000);
    reader.click("cores-unmap");
    CHECK(reader.vertices < 30000);
    CHECK(says(twin(reader)["say"], "interrupt 2 cores"));
}
