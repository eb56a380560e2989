// The cover and the pages around the lessons, before they are painted: the theme, and the way on for
// ?lesson=walk&step=3.
(() => {
  const root = document.documentElement;
  const query = new URLSearchParams((globalThis.pagewalk_inside?.place ?? location).search);
  const kept = (key) => {
    try {
      return (window.name === 'pagewalk-lms' ? window.parent.pagewalk_storage : localStorage).getItem(key);
    } catch {
      return null;
    }
  };
  const theme = query.get('theme') ?? kept('pagewalk:theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const contrast = kept('pagewalk:contrast');
  if (contrast === 'more' || contrast === 'less') root.dataset.contrast = contrast;

  document.addEventListener('DOMContentLoaded', () => {
    const links = [...document.querySelectorAll('.lessons a')];
    const file_of = (link) => link.getAttribute('href');
    const wanted = query.get('lesson');
    const notice = document.getElementById('notice');
    if (wanted !== null && notice) {
      const link = links.find((candidate) => file_of(candidate) === `${wanted}.html`);
      if (link) {
        query.delete('lesson');
        const rest = query.toString();
        location.replace(file_of(link) + (rest ? `?${rest}` : '') + location.hash);
        return;
      }
      notice.textContent = `There is no lesson called “${wanted.slice(0, 40)}”. These are the lessons there are:`;
      notice.hidden = false;
      document.getElementById('lessons').scrollIntoView();
    }
  });
})();
