// The shell's own words, from the page (lessons/course/en/strings.txt, ids that begin with "web.").

const texts = JSON.parse(document.getElementById('strings').textContent);

/** The text of "web.ID", or of the whole ID, with {0}, {1}, ... replaced. An unknown id shows itself. */
export function tr(id, ...values) {
  const text = texts[`web.${id}`] ?? texts[id] ?? `⟦${id}⟧`;
  return text.replace(/\{(\d)\}/g, (_, index) => values[index] ?? '');
}

/** What the engine says is wrong, and what to do about it, as a sentence or two. */
export const error_text = ({ message, hint }) => (hint ? `${message}. ${hint}` : message);
