// Pages of other sites, as far as the tests need them: a frame whose storage throws.

export const frame_pages = {
  '/test-sandboxed.html': `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Another site</title>
<iframe title="Lesson" sandbox="allow-scripts allow-forms" src="address-split.html?embed=1&seed=7" width="760" height="600"></iframe></html>`,
};
