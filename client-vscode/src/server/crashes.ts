// What is done when the server ends by itself: started again, each time after a longer wait, and not for ever.

const FORGET_MS = 5 * 60_000;
const FIRST_WAIT_MS = 1000;
export const TELL_AT = 3;
export const GIVE_UP_AT = 6;

export interface Decision {
  /** Undefined: it is not started again. */
  waitMs: number | undefined;
  isTold: boolean;
  count: number;
}

/** Remembers the crashes of the last minutes. */
export class Crashes {
  private times: number[] = [];

  decide(now = Date.now()): Decision {
    this.times = [...this.times.filter((time) => now - time < FORGET_MS), now];
    const count = this.times.length;
    const waitMs = count < GIVE_UP_AT ? FIRST_WAIT_MS * 2 ** (count - 1) : undefined;
    return { waitMs, isTold: count === TELL_AT || waitMs === undefined, count };
  }
}
