// Two records of the same reader, from two tabs or from a file, become one in which nothing that was done is missing. The
// text of a lesson is lessons/engine/save.cpp's; everything else is as the page's scripts write it.

const done = { q: (fields) => 'osc'.indexOf(fields[1]), t: (fields) => 'osd'.indexOf(fields[1]?.[0]) };
const by_first_field = ['q', 't', 'c', 'at', 'd', 'b'];
const by_two_fields = ['p'];

/** The entries of a lesson's text: [key, value, what it is about], in order. */
function entries_of(saved) {
  return saved.split(';').slice(1).map((entry) => {
    const [key, ...rest] = entry.split('=');
    const value = rest.join('='), fields = value.split(',');
    const about = by_two_fields.includes(key) ? fields.slice(0, 2).join() : by_first_field.includes(key) ? fields[0] : '';
    return { key, value, name: `${key} ${about}` };
  });
}

const value_of = (entries, key) => entries.find((entry) => entry.key === key)?.value ?? '';
const attempts = (entries) => entries.filter(({ key }) => key === 'a').map(({ value }) => value);
const answered = (entries) => attempts(entries).join('').replaceAll('-', '').length;

/** False when two texts of a lesson are answers to other numbers. */
export function same_numbers(one, other) {
  const [a, b] = [entries_of(one), entries_of(other)];
  return value_of(a, 'id') === value_of(b, 'id') && value_of(a, 'seed') === value_of(b, 'seed');
}

/**
 * A lesson's text with what both have. The one that is further in the final check is the base, else the first; what the
 * base has not done comes from the other. REQUIRES: same_numbers()
 */
export function merge_lesson(ours, theirs) {
  const mine = entries_of(ours), others = entries_of(theirs);
  const [base, rest] = answered(others) > answered(mine) ? [others, mine] : [mine, others];
  const step = value_of(mine, 'step');
  const seen = [...new Set([mine, others].flatMap((entries) => value_of(entries, 'seen').split(',')))].filter(Boolean);
  const result = base.map((entry) => ({ ...entry }));
  for (const entry of rest) {
    if (entry.key === 'a' || entry.key === 'item') continue; // an attempt is one reader's, whole
    const present = result.find(({ name }) => name === entry.name);
    const further = done[entry.key];
    if (!present) result.push(entry);
    else if (further && further(entry.value.split(',')) > further(present.value.split(','))) present.value = entry.value;
  }
  for (const entry of result) {
    if (entry.key === 'step') entry.value = step;
    if (entry.key === 'seen') entry.value = seen.sort((a, b) => a - b).join();
  }
  return `pw1;${result.map(({ key, value }) => (key === 'know' ? key : `${key}=${value}`)).join(';')}`;
}
