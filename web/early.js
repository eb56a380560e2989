// Runs before a lesson is painted, after chosen.js: which step shows while the engine is still loading.
// The page is complete without it: all steps, one below the other.
(() => {
  const root = document.documentElement;
  const { query, kept } = globalThis.pagewalk_page;
  root.classList.add('js');
  const embeds = query.get('embed') === '1' || query.has('steps'), panel = query.has('panel');
  if (embeds) root.classList.add('embed');
  if (panel) root.classList.add('one-panel');
  if (embeds || panel) document.getElementById('embed-style').disabled = false;
  if ((query.get('text') ?? kept('text')) === '1') root.classList.add('text-only');

  const first_step = () => {
    const asked = query.get('step') ?? query.get('steps')?.split('-')[0];
    if (/^[1-9]\d?$/.test(asked ?? '')) return Number(asked) - 1;
    return Number(kept(`${root.dataset.lesson}:step`)) || 0;
  };
  // A frame without an origin of its own loads modules only where the file server lets strangers in. Without them
  // the page is all text, and says why.
  addEventListener('error', (event) => {
    if (self.origin !== 'null' || event.target.type !== 'module') return;
    root.classList.replace('js', 'static');
    addEventListener('load', () => {
      document.getElementById('cut-off-whole').href = `${root.dataset.locale ? '../' : ''}pagewalk.html?lesson=${root.dataset.lesson}`;
      document.getElementById('cut-off').hidden = false;
    });
  }, true);
  const show_first = () => {
    const steps = document.querySelectorAll('.step');
    steps[Math.min(first_step(), steps.length - 1)]?.classList.add('current');
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', show_first);
  else show_first(); // in pagewalk.html the page is there already
})();
