// Runs before the page is painted: theme, and which step shows while the engine is still loading.
// The page is complete without it: all steps, one below the other.
(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may throw in a frame of another site
    }
  };
  root.classList.add('js');
  if (query.get('embed') === '1') root.classList.add('embed');
  if ((query.get('text') ?? kept('pagewalk:text')) === '1') root.classList.add('text-only');
  const theme = query.get('theme') ?? kept('pagewalk:theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const contrast = kept('pagewalk:contrast');
  if (contrast === 'more' || contrast === 'less') root.dataset.contrast = contrast;

  const first_step = () => {
    if (/^[1-9]\d?$/.test(query.get('step') ?? '')) return Number(query.get('step')) - 1;
    return Number(kept(`pagewalk:${root.dataset.lesson}:step`)) || 0;
  };
  document.addEventListener('DOMContentLoaded', () => {
    const steps = document.querySelectorAll('.step');
    const shown = steps[Math.min(first_step(), steps.length - 1)];
    if (shown) shown.classList.add('current');
  });
})();
