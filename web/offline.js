// Has the course kept for when there is no network (web/service_worker.js). Loaded when a lesson already runs.

import { site_root } from './files.js';

const worker = navigator.serviceWorker;

/** A reader who pays for every byte has not asked for the whole course. */
function is_costly() {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return saveData || /2g/.test(effectiveType ?? '');
}

/** `announce(use)`: another version is there, and `use()` changes to it. Rejects where nothing can be kept. */
export async function keep_offline(announce) {
  if (is_costly() && !(await worker.getRegistration(site_root))) return;
  const registration = await worker.register(new URL('service_worker.js', site_root), { updateViaCache: 'none' });
  const use = () => {
    if (!registration.waiting) return location.reload(); // another tab was first
    worker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration.waiting.postMessage('take over');
  };
  const look = () => registration.waiting && registration.active && announce(use);
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
}
