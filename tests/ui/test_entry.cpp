// The entry panel: bits that flip, a frame number that moves, and where every bit comes from.
#include "core/base/text.h"
#include "twin.h"
#include "ui/panels/entry_state.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

json twin(const Reader& reader) { return test::twin(reader, "entry"); }

std::string entry_lesson(const std::string& run, const std::string& show = "entry va\ntimeline") {
    return "# An entry\nLook.\n```lesson\nid test-entry\nminutes 1\ncore\nterms x\n```\n```run\n" + run + "\n```\n```show\n" + show +
           "\n```\n## Do it\nRead it.\n```try\nread va\n```\n";
}
const std::string plain = "machine x86-64 tlb=off\nprocess A\nlet va = 0x7f3a_4000_0010\nmap A 0x7f3a_4000_0000 16K rw now name=data";

json row(const Reader& reader, const std::string& name) {
    const json rows = twin(reader)["rows"];
    for (const json& row : rows)
        if (row[1] == name) return row;
    FAIL("no row " << name);
    return {};
}

}  // namespace

TEST_CASE("entry: a click on a bit flips it, by a command that the reader can see") {
    Reader reader(entry_lesson(plain));
    reader.click("entry-bit1");
    CHECK(reader.commands() == std::vector<std::string>{"bit va pt write off"});
    CHECK(test::expression(reader, "flag(entry(va, pt), write)") == 0);
    reader.click("entry-bit1");
    CHECK(expression(reader, "flag(entry(va, pt), write)") == 1);
    reader.click("entry-bit63");
    CHECK(reader.commands().back() == "bit va pt nx off");
    // A bit without a name of its own goes by its number.
    reader.click("entry-bit9");
    CHECK(reader.commands().back() == "bit va pt 9 on");
    // The box in the row does the same.
    reader.click("entry-row2");
    CHECK(reader.commands().back() == "bit va pt user off");
    CHECK(row(reader, "U/S")[2] == "0");
    CHECK(row(reader, "U/S")[3] == "only the kernel may use it");
}

TEST_CASE("entry: every bit is a box of at least 24 units, at any width") {
    for (const float width : {320.0f, 390.0f, 560.0f, 840.0f, 1280.0f, 1800.0f})
        for (const bool tabs : {false, true}) {
            Reader reader(entry_lesson(plain), width, 900);
            reader.app.settings().tabs = tabs;
            reader.frames(3);
            CAPTURE(width, tabs);
            if (reader.find("entry-fold")) reader.click("entry-fold");
            reader.frames(2);
            unsigned bits = 0;
            for (const ui::NamedArea& area : reader.areas) {
                CHECK(area.min.x >= -1);
                CHECK(area.max.x <= width + 1);
                if (area.id.compare(0, 9, "entry-bit") != 0) continue;
                ++bits;
                CAPTURE(area.id);
                CHECK(area.max.x - area.min.x >= 23.9f);
                CHECK(area.max.y - area.min.y >= 23.9f);
            }
            CHECK(bits == 24);  // 64 less the 40 of the frame number
        }
}

TEST_CASE("entry: an access after a flip is told in words") {
    Reader reader(entry_lesson(plain));
    CHECK(says(twin(reader)["say"], "TLB off"));
    reader.click("address.read");
    CHECK(says(twin(reader)["say"], "Read: allowed"));
    CHECK(row(reader, "A")[2] == "1");
    CHECK(row(reader, "D")[2] == "0");
    reader.click("address.write");
    CHECK(row(reader, "D")[2] == "1");
    reader.click("entry-bit1");
    reader.click("address.write");
    CHECK(says(twin(reader)["say"], "Write: page fault, writing is not allowed (error code 0x7). The kernel repaired it"));
    send(reader, "protect va / 4K * 4K 4K r");
    reader.click("address.write");
    CHECK(says(twin(reader)["say"], "The kernel does not repair it: the mapping forbids this access"));
    send(reader, "protect va / 4K * 4K 4K rw");
    reader.click("entry-bit2");
    reader.click("address.read");
    CHECK(says(twin(reader)["say"], "for ever"));
    send(reader, "read va super");
    CHECK(says(twin(reader)["say"], "Read: allowed"));
}

TEST_CASE("entry: where a bit comes from, and a click that goes there") {
    Reader reader(entry_lesson(plain));
    CHECK(row(reader, "P")[4] == "as the step began");
    reader.click("address.read");
    const std::uint64_t size = reader.player.timeline().size();
    const std::string marked = row(reader, "A")[4];
    CHECK(says(marked, "the MMU, event"));
    CHECK(says(marked, "read va"));
    CHECK(row(reader, "P")[4] == "as the step began");
    reader.click("entry-bit5");
    CHECK(says(row(reader, "A")[4], "by hand, event " + std::to_string(size + 1) + ": bit va pt accessed off"));
    reader.click("address.write");
    CHECK(says(row(reader, "D")[4], "the MMU"));
    reader.click("entry-origin6");
    CHECK(reader.player.timeline().position() < reader.player.timeline().size());
    const base::Event event = reader.player.timeline().event(reader.player.timeline().position() - 1);
    CHECK(event.kind == base::EventKind::entry_updated);
    CHECK((event.before ^ event.after) >> 6 & 1);
    CHECK(row(reader, "D")[2] == "1");  // the moment right after
    // One event earlier it was not so.
    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "unstep", false}).ok());
    CHECK(row(reader, "D")[2] == "0");
}

TEST_CASE("entry: what the kernel wrote, and a table that is new") {
    Reader reader(entry_lesson("machine x86-64\nprocess A\nlet va = 0x40_0010"));
    send(reader, "map A 0x40_0000 8K rw");
    send(reader, "write va");
    CHECK(says(row(reader, "P")[4], "the kernel, event"));
    CHECK(says(row(reader, "D")[4], "the MMU"));
    CHECK(says(row(reader, "G")[4], "zero since the table was made"));
    // The search is the same when it is made anew.
    const auto& timeline = reader.player.timeline();
    const base::PhysAddr at{expression(reader, "entry_at(va, pt)")};
    const auto first = ui::bit_origins(timeline, at);
    (void)ui::bit_origins(timeline, {at.value + 8});
    const auto& again = ui::bit_origins(timeline, at);
    for (unsigned bit = 0; bit < 64; ++bit) {
        CHECK(first[bit].kind == again[bit].kind);
        CHECK(first[bit].event == again[bit].event);
    }
}

TEST_CASE("entry: the frame number is dragged, scrolled, moved by key and typed") {
    Reader reader(entry_lesson(plain));
    const std::uint64_t frame = expression(reader, "pfn(va)");
    reader.drag("entry-frame", {0, -45});
    CHECK(expression(reader, "pfn(va)") == frame + 5);
    CHECK(reader.commands().size() == 1);  // one drag, one command
    reader.wheel("entry-frame", 1);
    CHECK(expression(reader, "pfn(va)") == frame + 6);
    reader.click("entry-frame");
    reader.key(ImGuiKey_DownArrow);
    CHECK(expression(reader, "pfn(va)") == frame + 5);
    reader.drag("entry-frame", {0, 9000});
    CHECK(expression(reader, "pfn(va)") == 0);
    REQUIRE(reader.app.submit_input("entry", "0x123").ok());
    CHECK(expression(reader, "pfn(va)") == 0x123);
    CHECK(reader.commands().back() == "bit va pt frame 0x123");
    CHECK_FALSE(reader.app.submit_input("entry", "0x12z").ok());
    CHECK_FALSE(reader.app.submit_input("entry", "1 << 40").ok());
    CHECK(expression(reader, "pfn(va)") == 0x123);
}

TEST_CASE("entry: the entries above are a click away, by the twin, too") {
    Reader reader(entry_lesson(plain));
    CHECK(says(twin(reader)["say"], "The PT entry"));
    reader.click("entry-level2");
    CHECK(says(twin(reader)["say"], "The PMD entry"));
    reader.click("entry-bit1");
    CHECK(reader.commands().back() == "bit va pmd write off");
    reader.frames(2);
    CHECK(says(twin(reader)["say"], "The PMD entry"));  // stays chosen
    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "entry-level 4", false}).ok());
    CHECK(says(twin(reader)["say"], "The PGD entry"));
    // A cleared P up there ends the way: what lies below cannot be chosen.
    reader.frames(2);
    reader.click("entry-bit0");
    reader.frames(2);
    CHECK_FALSE(reader.find("entry-level1"));
}

TEST_CASE("entry: `level=` opens with that entry, the others folded") {
    Reader reader(entry_lesson(plain, "entry va level=1\ntimeline"));
    CHECK_FALSE(reader.find("entry-level2"));
    reader.click("entry-levels");
    REQUIRE(reader.find("entry-level2"));
    reader.click("entry-level2");
    CHECK(says(twin(reader)["say"], "The PMD entry"));
}

TEST_CASE("entry: what a question hides is not told, and cannot be flipped") {
    Reader reader("# An entry\nLook.\n```lesson\nid test-entry\nminutes 1\ncore\nterms x\n```\n```run\n" + plain +
                  "\n```\n```show\nentry va hide=frame,accessed\n```\n## Ask\nNow.\n```predict f\nask: Which?\nanswer: pfn(va) as hex\ntrap: 1 -- No. [x]\nwhy: So.\n```\n");
    CHECK_FALSE(reader.find("entry-bit5"));
    CHECK_FALSE(reader.find("entry-frame"));
    CHECK(row(reader, "A")[2] == "?");
    CHECK(row(reader, "frame")[2] == "?");
    CHECK(row(reader, "R/W")[2] == "1");
    const json actions = twin(reader)["actions"];
    for (const json& action : actions) {
        CHECK_FALSE(says(action["text"], "accessed"));
        CHECK_FALSE(says(action["text"], " frame "));
    }
    CHECK(twin(reader)["input"]["placeholder"] == "another frame");
}

TEST_CASE("entry: every action of the twin works, on every machine") {
    for (const char* machine : {"x86-64 tlb=off", "x86-64-la57", "i386", "pae", "classroom", "hotel", "sv39", "sv32", "arm64-4k-48", "arm64-64k-52",
                                "va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"}) {
        CAPTURE(machine);
        Reader reader(entry_lesson(std::string("machine ") + machine + "\nprocess A\nlet va = page_size * 3\nmap va page_size rw now"));
        send(reader, "write va");
        for (const unsigned level : {0u, 2u, 3u}) {
            if (level > reader.player.machine().hw.format.level_count) continue;
            REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "entry-level " + std::to_string(level), false}).ok());
            const json data = twin(reader);
            CHECK(data["rows"].size() == data["total"].get<std::size_t>());
            for (const json& cells : data["rows"]) {
                CHECK(cells.size() == 5);
                for (const json& cell : cells) CHECK_FALSE(says(cell, "["));
            }
            CHECK_FALSE(says(data["say"], "["));
            for (const json& action : data["actions"]) {
                if (!action["enabled"].get<bool>()) continue;
                CAPTURE(action["text"].get<std::string>());
                CHECK_FALSE(says(action["label"], "["));
                if (action["kind"] == "command") {
                    script::Timeline copy = reader.player.timeline();
                    CHECK(copy.run(action["text"].get<std::string>()).ok());
                } else {
                    CHECK(reader.app.perform({ui::PanelRequest::Kind::act, action["text"].get<std::string>(), false}).ok());
                    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "end", false}).ok());
                    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "entry-level " + std::to_string(level), false}).ok());
                }
            }
        }
    }
}

TEST_CASE("entry: a machine without a process") {
    Reader reader(entry_lesson("machine x86-64"));
    CHECK(says(twin(reader)["say"], "No process yet"));
    CHECK(twin(reader)["total"] == 0);
}

TEST_CASE("entry: addresses of nothing") {
    Reader reader(entry_lesson("machine x86-64\nprocess A\nlet va = 1 << 47"));
    CHECK(says(twin(reader)["say"], "not canonical"));
    send(reader, "let va = 0x40_0000");  // nothing mapped: the walk ends at the root
    CHECK(says(twin(reader)["say"], "The PGD entry"));
    CHECK(row(reader, "P")[3] == "not present: any use is a page fault");
    send(reader, "exit A");
    CHECK(says(twin(reader)["say"], "No process yet"));
}

TEST_CASE("entry: a swapped page's entry is the kernel's note") {
    Reader reader(entry_lesson("machine x86-64 ram=512K\nprocess A\nswap 256K\nlet va = 0x40_0000\nmap va 64K rw\ntouch va 64K write"));
    send(reader, "reclaim 16");
    const json cells = row(reader, "R/W");
    CAPTURE(twin(reader).dump());
    CHECK(says(cells[3], "slot"));
    CHECK(expression(reader, "entry(va, pt)") >> 12 == 1);
    CHECK(says(cells[3], "slot 1 of swap"));
}

TEST_CASE("entry: the search stays cheap in a history of many events") {
    Reader reader(entry_lesson("machine x86-64\nprocess A\nlet va = 0x40_0000\nmap va 4M rw"));
    send(reader, "write va");
    REQUIRE(reader.player.act("command repeat 40 as i touch va + 4K * (i % 2) 4M - 8K"));
    REQUIRE(reader.player.act("command repeat 60000 as i read va + 4K * (i % 512)"));
    reader.frames(3);
    CHECK(reader.player.timeline().size() > 150'000);
    CHECK_FALSE(row(reader, "D")[4].get<std::string>().empty());
    CHECK(reader.vertices < 30'000);
}
