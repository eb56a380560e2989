// The program behind public/example-trace.u32, which the page for traces offers: four phases that one can tell apart in
// the working set over time. Recorded on x86-64 with
//
//     gcc -O1 -static -o example example_trace.c
//     pagewalk record -o - -- ./example | grep '^ [LSM]' |
//       python3 -c "import sys; [sys.stdout.buffer.write((int(l[3:].split(',')[0], 16) >> 12 & 0xffffffff).to_bytes(4, 'little')) for l in sys.stdin]"
//
// which keeps the accesses to data, as page numbers; the stack's lose the bits above 32.
enum { side = 256, passes = 3, keys = 1 << 18, searches = 900 };

static int matrix[side][side];  // 256 KiB: 64 pages, four rows to a page
static int sorted[keys];        // 1 MiB: 256 pages
static volatile int sum;

static void by_rows(void) {
    for (int row = 0; row < side; row += 2)
        for (int column = 0; column < side; column += 4) matrix[row][column] = row ^ column;
}

static void by_columns(void) {
    for (int column = 0; column < side; column += 8)
        for (int row = 0; row < side; row++) sum += matrix[row][column];
}

static void binary_searches(void) {
    unsigned seed = 1;
    for (int i = 0; i < searches; i++) {
        seed = seed * 1103515245 + 12345;
        int wanted = seed >> 14, low = 0, high = keys;
        while (low < high) {
            int middle = (low + high) / 2;
            if (sorted[middle] < wanted) low = middle + 1;
            else high = middle;
        }
        sum += low;
    }
}

static int deep(int n) {
    volatile char frame[1500];
    frame[n] = (char)n;
    return n == 0 ? 0 : deep(n - 1) + frame[n];
}

int main(void) {
    for (int pass = 0; pass < passes; pass++) by_rows();
    by_columns();
    for (int i = 0; i < keys; i += 16) sorted[i] = i;
    binary_searches();
    for (int i = 0; i < 20; i++) sum += deep(200);
    return 0;
}
