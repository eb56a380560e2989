// Read before each file of Dear ImGui in the page's build. It scans numbers only in its own number fields and .ini files;
// the page has neither, and is 5 KB lighter after brotli without the C library's scanner.
#include <stdio.h>
#define sscanf(...) 0
