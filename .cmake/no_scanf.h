// Read before each file of Dear ImGui in the page's build, which is 6 KB lighter after brotli for it.
#include <stdio.h>
// It scans numbers only in its own number fields and .ini files, and the page has neither.
#define sscanf(...) 0
// What it says of calls that do not match: it mends them without a word, and the desktop program says it.
#define IM_ASSERT_USER_ERROR(condition, words) ((void)0)
