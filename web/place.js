// Which page this is and what its address asks for. pagewalk.html holds all pages, so there the browser's address is not
// the page's own (web/onefile.js).

const inside = globalThis.pagewalk_inside;

/** {search, hash} of this page's address. */
export const place = inside?.place ?? location;

/** The address of this page, without what it asks for. */
export const page_address = () => inside?.page_address() ?? location.href.replace(/[?#].*$/s, '');
