// Both lessons from the first click to the score, with a wrong answer on the way.

import { address_split } from './address_split.mjs';
import { walk } from './walk.mjs';

export default async function play({ with_page }) {
  await with_page('address-split by mouse', {}, (t) => address_split(t));
  await with_page('walk by mouse', {}, (t) => walk(t));
}
