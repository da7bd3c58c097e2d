const EVERY_MS = 50;

/** Collects what comes in, and hands it over with a frame, twenty times a second at most, however much comes. */
export class Frames<T> {
  private waiting: T[] = [];
  private is_due = false;
  private last_ms = -EVERY_MS;
  private readonly take: (batch: readonly T[]) => void;

  constructor(take: (batch: readonly T[]) => void) {
    this.take = take;
  }

  push(one: T): void {
    this.waiting.push(one);
    if (this.is_due) return;
    this.is_due = true;
    const rest_ms = this.last_ms + EVERY_MS - performance.now();
    if (rest_ms > 0) setTimeout(this.schedule, rest_ms);
    else this.schedule();
  }

  // A page in the background gets no frames: there a timer has to do.
  private readonly schedule = (): void => {
    if (document.hidden) setTimeout(this.flush);
    else requestAnimationFrame(this.flush);
  };

  private readonly flush = (): void => {
    this.is_due = false;
    this.last_ms = performance.now();
    const batch = this.waiting;
    this.waiting = [];
    this.take(batch);
  };
}
