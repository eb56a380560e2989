// Read before Dear ImGui's OpenGL backend in the page's build: it scans nothing but the number in "#version 300 es", and the
// C library's scanner would be 3 KB more to load.
#include <stdio.h>
#include <stdlib.h>
#define sscanf(text, format, number, ...) scan_number(text, format, number)

/** The number in `text` behind what stands in `format` before its %; 0 when `text` begins otherwise. */
static inline int scan_number(const char* text, const char* format, int* number) {
    for (; *format != '%'; ++text, ++format)
        if (*text != *format) return 0;
    *number = atoi(text);
    return 1;
}
