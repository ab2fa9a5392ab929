/** What tests leave in the window of a page, for each other and for the reader that drives it. */
interface Window {
  /** Requests of pictures with their answers, since it was last emptied. */
  asked: unknown[][];
  /** How many questions have no answer yet. */
  waiting: number;
  /** Waits for the answers, and hands out the last. */
  settled: () => Promise<unknown[] | null>;
  /** The parameters of the picture that is shown. */
  pictured: object;
  /** Milliseconds by which answers come late, in turns. */
  late: number[];
  /** What the keyboard has reached in a widget. */
  reached: () => { name: string; key: string | null } | null;
}
