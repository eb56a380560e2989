// Talks to a learning management system (LMS) by SCORM 1.2 or SCORM 2004: finds its API, reads what it knows of the
// learner, and tells it status, score, place, state, answers and time. Nothing is called before it began or after it ended.

const most_windows = 500;

const dialects = {
  scorm12: {
    object: 'API', call: (verb) => `LMS${{ Terminate: 'Finish' }[verb] ?? verb}`,
    entry: 'cmi.core.entry', mode: 'cmi.core.lesson_mode', location: 'cmi.core.lesson_location', exit: 'cmi.core.exit', time: 'cmi.core.session_time',
    mastery: 'cmi.student_data.mastery_score', mastery_of: (text) => Number(text) / 100, score: 'cmi.core.score',
    duration: (seconds) => clock(seconds, 2, 4), wrong: 'wrong', answer: 'student_response', when: 'time', now: () => new Date().toTimeString().slice(0, 8),
  },
  scorm2004: {
    object: 'API_1484_11', call: (verb) => verb,
    entry: 'cmi.entry', mode: 'cmi.mode', location: 'cmi.location', exit: 'cmi.exit', time: 'cmi.session_time',
    mastery: 'cmi.scaled_passing_score', mastery_of: Number, score: 'cmi.score',
    duration: (seconds) => `PT${Math.floor(seconds / 3600)}H${Math.floor(seconds / 60) % 60}M${(seconds % 60).toFixed(2)}S`,
    wrong: 'incorrect', answer: 'learner_response', when: 'timestamp', now: () => new Date().toISOString().slice(0, 19),
  },
};

/** "0001:02:03.45": SCORM 1.2's CMITimespan. */
function clock(seconds, decimals, hours) {
  const whole = Math.min(seconds, 9999 * 3600), two = (number) => String(Math.floor(number)).padStart(2, '0');
  return `${String(Math.floor(whole / 3600)).padStart(hours, '0')}:${two((whole / 60) % 60)}:${(whole % 60).toFixed(decimals).padStart(3 + decimals, '0')}`;
}

/** The object `name` of this window, or of the nearest one around it; null where there is none, or another site begins. */
function search(from, name) {
  let place = from;
  try {
    for (let count = 0; count < most_windows; count += 1) {
      if (place[name]) return place[name];
      if (place.parent === place) return null;
      place = place.parent;
    }
  } catch {
    // A window of another site: what is behind it cannot be asked.
  }
  return null;
}

function opener_of(place) {
  try {
    return place?.opener ?? null;
  } catch {
    return null;
  }
}

/** The LMS's API object through the windows around this one, then through the ones that opened them. */
export function find_api(standard, from = window) {
  const { object } = dialects[standard];
  let place = from;
  for (let count = 0; place && count < most_windows; count += 1) {
    const found = search(place, object);
    if (found) return found;
    place = opener_of(place) ?? (place === place.top ? null : opener_of(place.top));
  }
  return null;
}

export class Scorm {
  #api;
  #words;
  #said = new Map(); // element -> the value told last
  #began = 0;
  #answers = 0; // how many interactions there are
  #open = false;
  #changed = false;
  complaint = ''; // the first thing that the LMS did not take

  constructor(standard, api) {
    this.#api = api;
    this.#words = { name: standard, ...dialects[standard] };
  }

  get open() {
    return this.#open;
  }

  /** False when the LMS does not begin. */
  begin() {
    this.#open = this.#call('Initialize', '') === 'true';
    if (!this.#open) return false;
    this.#began = performance.now();
    this.#answers = Number(this.#get('cmi.interactions._count')) || 0;
    return true;
  }

  /** What the LMS knows: {state, location, mastery: 0 to 1 or null, records: false in a browse or a review}. */
  known() {
    const mastery = this.#get(this.#words.mastery);
    return {
      state: this.#get('cmi.suspend_data'), location: this.#get(this.#words.location),
      mastery: mastery === '' || Number.isNaN(Number(mastery)) ? null : this.#words.mastery_of(mastery),
      records: !['browse', 'review'].includes(this.#get(this.#words.mode)),
    };
  }

  /**
   * {status: incomplete, completed, passed or failed; complete; score: null or {share: 0 to 1}; progress: 0 to 1; location;
   * state; answers: [{id, seed, response, right}]}
   */
  tell({ status, complete, score, progress, location, state, answers }) {
    const words = this.#words;
    this.#set('cmi.suspend_data', state);
    if (location) this.#set(words.location, location.slice(0, 255));
    for (const answer of answers) this.#tell_answer(answer);
    if (score) {
      this.#set(`${words.score}.min`, '0');
      this.#set(`${words.score}.max`, '100');
      this.#set(`${words.score}.raw`, String(Math.round(score.share * 10000) / 100));
    }
    if (words.name === 'scorm12') {
      this.#set('cmi.core.lesson_status', status);
    } else {
      if (score) this.#set('cmi.score.scaled', String(Math.round(score.share * 10000) / 10000));
      this.#set('cmi.completion_status', complete ? 'completed' : 'incomplete');
      this.#set('cmi.success_status', status === 'passed' || status === 'failed' ? status : 'unknown');
      this.#set('cmi.progress_measure', String(Math.round(progress * 10000) / 10000));
    }
    this.#set(words.exit, 'suspend');
  }

  #tell_answer({ id, seed, response, right }) {
    const at = `cmi.interactions.${this.#answers}`, words = this.#words;
    const set = (element, value) => this.#set(`${at}.${element}`, value, false); // an LMS may have no interactions
    set('id', id.slice(0, 250));
    set('type', 'fill-in');
    set('objectives.0.id', `seed-${seed}`);
    set(words.when, words.now());
    set(words.answer, response.slice(0, 250));
    set('result', right ? 'correct' : words.wrong);
    if (words.name === 'scorm2004') set('description', `seed ${seed}`);
    this.#answers += 1;
  }

  /** Lets the LMS keep what it was told. */
  commit() {
    if (!this.#open || !this.#changed) return;
    this.#changed = false;
    this.#set(this.#words.time, this.#words.duration((performance.now() - this.#began) / 1000), false);
    this.#call('Commit', '');
    this.#changed = false; // the time alone is no reason for the next one
  }

  end() {
    if (!this.#open) return;
    this.#changed = true;
    this.commit();
    this.#open = false;
    this.#call('Terminate', '');
  }

  #call(verb, ...values) {
    try {
      return String(this.#api[this.#words.call(verb)](...values));
    } catch (error) {
      this.complaint ||= `${verb}: ${error.message}`;
      return '';
    }
  }

  #get(element) {
    const value = this.#call('GetValue', element);
    return value === 'null' || value === 'undefined' ? '' : value;
  }

  /** `needed`: where the LMS does not take it, the learner is told. */
  #set(element, value, needed = true) {
    if (!this.#open || this.#said.get(element) === value) return;
    this.#said.set(element, value);
    this.#changed = true;
    if (this.#call('SetValue', element, value) === 'true' || !needed) return;
    const code = this.#call('GetLastError');
    this.complaint ||= `${element}: ${code} ${this.#call('GetErrorString', code)}`;
  }
}
