// How long going back takes in a history of a million events: the worst of many places sought at random and of many
// steps back, in ms, with what its snapshots hold. A report; nothing fails.
#pragma once

namespace bench {

void timeline_report();

}  // namespace bench
