/** Collects what comes in, and hands it over once a frame: however much comes, the page is drawn 60 times a second. */
export class Frames<T> {
  private waiting: T[] = [];
  private frame = 0;
  private readonly take: (batch: readonly T[]) => void;

  constructor(take: (batch: readonly T[]) => void) {
    this.take = take;
  }

  push(one: T): void {
    this.waiting.push(one);
    // A page in the background gets no frames: there a timer has to do.
    if (this.frame) return;
    this.frame = document.hidden ? window.setTimeout(this.flush, 250) : requestAnimationFrame(this.flush);
  }

  readonly flush = (): void => {
    this.frame = 0;
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length) this.take(batch);
  };
}
