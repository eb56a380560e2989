// What a reader sees of an open question at a window's size.

/** What of question, picture and Commit is not seen at a size; the reader may have scrolled the prose. */
export async function missing_at(reader, [width, height]) {
  await reader.resize(width, height);
  await reader.question_in_view();
  return reader.page.evaluate(() => {
    const missing = [];
    const inside = (box) => box.top >= -0.5 && box.left >= -0.5 && box.bottom <= innerHeight + 0.5 && box.right <= innerWidth + 0.5;
    const form = document.querySelector('.step.current .question.is-open');
    const parts = { question: form.querySelector('.ask'), Commit: form.querySelector('button[type=submit]') };
    const input = form.querySelector('input[type=text], select');
    if (input) parts.input = input;
    form.querySelectorAll('label.choice').forEach((label, index) => { parts[`choice ${index + 1}`] = label; });
    for (const [name, element] of Object.entries(parts)) {
      const box = element.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
      if (!inside(box)) missing.push(`${name} is outside (${Math.round(box.top)}..${Math.round(box.bottom)} of ${innerHeight})`);
      else if (!element.contains(top) && !top?.contains(element)) missing.push(`${name} is covered by ${top?.className || top?.nodeName}`);
    }
    const picture = document.getElementById('canvas').getBoundingClientRect();
    const seen = Math.min(picture.bottom, innerHeight) - Math.max(picture.top, 0);
    if (seen < 180) missing.push(`only ${Math.round(seen)} px of the picture are seen`);
    return missing;
  });
}
