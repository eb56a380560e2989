// A completion code: what a reader hands in where no learning management system asks for the score. It can be read by
// eye and typed by hand:
//
//     pw1.walk.5-6.2.20261126.k3j2f9.3fa81c07.9d0e12ab
//     |   |    |   | |        |      |        checksum of all before it (CRC-32)
//     |   |    |   | |        |      checksum of the lesson's text: which version of it
//     |   |    |   | |        the reader's seed, in base 36: two readers' codes differ by it
//     |   |    |   | the day it was made, by the reader's clock
//     |   |    |   attempts at the final check
//     |   |    right answers of all, best attempt
//     |   lesson
//
// The checksum finds slips, not forgers. `pagewalk code` reads the same (lessons/engine/completion_code.h).

const form = /^pw1\.([a-z0-9-]{1,60})\.(\d{1,3})-(\d{1,3})\.(\d{1,2})\.(\d{4})(\d\d)(\d\d)\.([0-9a-z]{1,13})\.([0-9a-f]{8})\.([0-9a-f]{8})$/;

/** CRC-32 (as in zip) of a text's UTF-8, in eight hexadecimal digits. */
export function checksum(text) {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

/** `seed`: digits; `text`: the lesson's Markdown; `day`: a Date. */
export function make_code({ lesson, right, items, attempts, seed, text, day }) {
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('');
  const body = `pw1.${lesson}.${right}-${items}.${attempts}.${date}.${BigInt(seed).toString(36)}.${checksum(text)}`;
  return `${body}.${checksum(body)}`;
}

/**
 * {lesson, right, items, attempts, day: "2026-11-26", seed, version}, or {fault}: "form" (it is no such code), "checksum"
 * (a slip in it), "sense" (more right answers than there are, or no such day).
 */
export function read_code(written) {
  const code = written.trim().toLowerCase().replace(/\s+/g, '');
  const found = form.exec(code);
  if (!found) return { fault: 'form' };
  const [, lesson, right, items, attempts, year, month, date, seed, version, sum] = found;
  if (checksum(code.slice(0, -9)) !== sum) return { fault: 'checksum' };
  const day = `${year}-${month}-${date}`, parsed = new Date(`${day}T00:00:00Z`);
  if (Number(right) > Number(items) || Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day) return { fault: 'sense' };
  const number = [...seed].reduce((sum_, digit) => sum_ * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  return { lesson, right: Number(right), items: Number(items), attempts: Number(attempts), day, seed: String(number), version };
}
