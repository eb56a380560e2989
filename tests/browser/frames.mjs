// Pages of other sites, as far as the tests need them: a frame whose storage throws, and one that listens.

/** A page that frames the lessons at these addresses and keeps what they say: window.messages = [{from, origin, data}]. */
export const host_page = (addresses, { sandbox = null, width = 760, height = 600, lazy = false, space = 0 } = {}) => `<!doctype html>
<html lang="en"><link rel="icon" href="data:,"><title>Another site</title><style>body { margin: 0; } iframe { display: block; border: 0; }</style>
${addresses.map((address, index) => `<iframe id="f${index}" title="Lesson ${index}"${sandbox === null ? '' : ` sandbox="${sandbox}"`}${lazy ? ' loading="lazy"' : ''} src="${address.replaceAll('&', '&amp;')}" width="${width}" height="${height}"></iframe><div style="height:${space}px"></div>`).join('\n')}
<script>
window.messages = [];
const frames = [...document.querySelectorAll('iframe')];
addEventListener('message', (event) => messages.push({ from: frames.findIndex((frame) => frame.contentWindow === event.source), origin: event.origin, data: event.data }));
window.ask = (index, message) => frames[index].contentWindow.postMessage(message, '*');
</script></html>`;

export const frame_pages = {
  '/test-sandboxed.html': `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Another site</title>
<iframe title="Lesson" sandbox="allow-scripts allow-forms" src="address-split.html?embed=1&seed=7" width="760" height="600"></iframe></html>`,
};
