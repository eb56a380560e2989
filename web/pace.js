// Plays the timeline: asks the engine to move on when its pace says so. No timer runs while it does not play.

export class Pace {
  #engine;
  #moved;
  #timer = 0;

  /** `moved()` shows what changed. */
  constructor(engine, moved) {
    this.#engine = engine;
    this.#moved = moved;
  }

  /** The reader may have begun or ended it. */
  plan() {
    clearTimeout(this.#timer);
    const wait = this.#engine.tick_wait(now());
    if (wait >= 0) this.#timer = setTimeout(() => this.#tick(), wait);
  }

  #tick() {
    if (this.#engine.tick(now())) this.#moved();
    this.plan();
  }
}

function now() {
  return performance.now() / 1000;
}
