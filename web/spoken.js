// Long hexadecimal numbers for those who listen: 0x7f3a_4000_0010 is said "0x7f3a 4000 0010", four digits at a time.

const hex = /\b0x[0-9a-f]+(?:_[0-9a-f]+)+\b|\b0x[0-9a-f]{5,}\b/gi;

/** The text with its long hexadecimal numbers in groups of four digits, from the right. */
export function spoken(text) {
  return text.replace(hex, (number) => `0x${number.slice(2).replaceAll('_', '').replace(/\B(?=(?:[0-9a-f]{4})+$)/gi, ' ')}`);
}

/**
 * Within an element, each such number is said as above and shown as it was. What is said is text that the style sheet
 * makes (.hex), so that it is neither copied nor found. In a label, where it may be all there is, it is a name: what a
 * style sheet makes does not count there for every tool.
 */
export function speak_hex(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.data.search(hex) >= 0 && takes_elements(walker.currentNode.parentElement)) texts.push(walker.currentNode);
  for (const text of texts) text.replaceWith(...parts_of(text.data, text.parentElement.closest('label') !== null));
  return element;
}

const takes_elements = (parent) => !parent.closest('option, title, script, [aria-hidden=true]');

function parts_of(text, in_label) {
  const parts = [];
  let end = 0;
  for (const { 0: number, index } of text.matchAll(hex)) {
    const shown = document.createElement('span');
    shown.setAttribute('aria-hidden', 'true');
    shown.textContent = number;
    const said = document.createElement('span');
    said.className = 'hex';
    if (in_label) {
      said.setAttribute('role', 'img');
      said.setAttribute('aria-label', spoken(number));
    } else {
      said.dataset.say = spoken(number);
    }
    said.append(shown);
    parts.push(text.slice(end, index), said);
    end = index + number.length;
  }
  return [...parts, text.slice(end)];
}
