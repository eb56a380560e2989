// Runs before any page is painted: the colours and the language that the reader chose, by the address or on a visit
// before. What it finds out about the address and about what is kept is there for the scripts after it (pagewalk_page).
(() => {
  const root = document.documentElement;
  const { search, hash } = globalThis.pagewalk_inside?.place ?? location;
  const query = new URLSearchParams(search);
  // What is kept in a site's frame is kept for that site: it never sees what the reader did elsewhere.
  const around = () => location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  const in_lms = window.name === 'pagewalk-lms';
  root.dataset.keep = window.parent === window || in_lms ? 'pagewalk:' : `pagewalk@${around()}:`;
  // In a package for an LMS (web/lms.js) the page around this one keeps what the reader does.
  const storage = () => (in_lms ? window.parent.pagewalk_storage : localStorage);
  const kept = (key) => {
    try {
      return storage().getItem(root.dataset.keep + key);
    } catch {
      return null; // storage may throw in a frame of another site
    }
  };
  globalThis.pagewalk_page = { query, kept, storage };

  // A page in a language's own folder stays in it; the original makes way for the language that was chosen last.
  const asked = query.get('lang');
  const wanted = asked ?? (root.dataset.locale ? null : kept('lang'));
  const other = [...document.querySelectorAll('link[hreflang]')].find((link) => link.hreflang === wanted);
  if (asked && other) {
    try {
      storage().setItem(`${root.dataset.keep}lang`, asked);
    } catch {
      // The address says it all the same.
    }
  }
  if (other && wanted !== root.lang) location.replace(other.href + search + hash);

  const theme = query.get('theme') ?? kept('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const contrast = kept('contrast');
  if (contrast === 'more' || contrast === 'less') root.dataset.contrast = contrast;
})();
