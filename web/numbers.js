// Numbers as the page's language writes them.

const { lang } = document.documentElement;

/** 12345 -> "12,345"; `digits` behind the point at most. */
export const grouped = (number, digits = 3) => Number(number).toLocaleString(lang, { maximumFractionDigits: digits });

/** 4096 -> "4 KiB". */
export function size_of(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0, value = bytes;
  for (; value >= 1024 && unit + 1 < units.length; unit += 1) value /= 1024;
  return `${grouped(value, 1)} ${units[unit]}`;
}
