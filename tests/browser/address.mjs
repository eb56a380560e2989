// The cut of a 48-bit address, worked out here once more: the tests trust no number of the page's.

const nine = 0x1ffn;

export function cut(va) {
  return {
    pgd: (va >> 39n) & nine, pud: (va >> 30n) & nine, pmd: (va >> 21n) & nine, pt: (va >> 12n) & nine, offset: va & 0xfffn,
  };
}

export const hex = (value) => `0x${value.toString(16)}`;

/** A number the way the page writes it, "0x7f3a_4000_0010". */
export const from_hex = (text) => BigInt(text.replaceAll('_', ''));

/** A pattern for a value in hexadecimal, with or without "_" between groups of four digits. */
export const hex_pattern = (value) => `0x0*_?${value.toString(16).replaceAll(/\B(?=(....)+$)/g, '_?')}`;

/** Frame number in a table entry of x86-64. */
export const frame_of = (entry) => (entry >> 12n) & 0xff_ffff_ffffn;
