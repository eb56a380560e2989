// The cover, before it is painted: the way on for ?lesson=walk&step=3.
document.addEventListener('DOMContentLoaded', () => {
  const { query } = globalThis.pagewalk_page;
  const file_of = (link) => link.getAttribute('href');
  const wanted = query.get('lesson');
  const notice = document.getElementById('notice');
  if (wanted === null || !notice) return;
  const link = [...document.querySelectorAll('.lessons a')].find((candidate) => file_of(candidate) === `${wanted}.html`);
  if (link) {
    query.delete('lesson');
    const rest = query.toString();
    location.replace(file_of(link) + (rest ? `?${rest}` : '') + location.hash);
    return;
  }
  notice.textContent = notice.dataset.text.replace('{0}', wanted.slice(0, 40));
  notice.hidden = false;
  document.getElementById('lessons').scrollIntoView();
});
