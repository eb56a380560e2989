// What expressions can name without calling a function (private to script/): fields of the machine,
// of the last access and of a process, the enumerators, the levels.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/sim/machine.h"

namespace script {

using base::u128;

struct MachineField {
    std::string_view name;  ///< as it is written: "tlb.hits"; phrase("value." + name) explains it
    u128 (*get)(const sim::Machine&);
};
/// A field of something else: an access, a process.
template <class T>
struct OwnedField {
    std::string_view name;  ///< with its owner: "last.kind", "PROCESS.minor"
    u128 (*get)(const sim::Machine&, const T&);

    std::string_view member() const { return name.substr(name.find('.') + 1); }
};
using LastField = OwnedField<sim::LastAccess>;
using ProcessField = OwnedField<os::Process>;

std::span<const MachineField> machine_fields();
std::span<const LastField> last_fields();
std::span<const ProcessField> process_fields();

const MachineField* find_machine_field(std::string_view name);
const LastField* find_last_field(std::string_view member);
const ProcessField* find_process_field(std::string_view member);
std::vector<std::string> last_members();
std::vector<std::string> process_members();

/// Names that mean the same on every machine: ok, page_fault, segv_maperr, true, ...
struct Enumerator {
    std::string_view name;
    unsigned value;
};
std::span<const Enumerator> enumerators();
const Enumerator* find_enumerator(std::string_view name);

/// The level whose Linux, Intel or Arm name is `name`, in any case; 0 when none.
unsigned level_called(const hw::PagingFormat& format, std::string_view name);

/// True for the first word of a field ("last", "tlb"): a process may not be called so.
bool is_field_owner(std::string_view name);

}  // namespace script
